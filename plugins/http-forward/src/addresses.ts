import { BlockList, isIP, isIPv4 } from 'node:net'

/** Networks that are not on the internet, by the IANA IPv4 Special-Purpose Address Registry (RFC 6890), multicast and reserved ones included. */
const PRIVATE_IPV4 = [
  '0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24',
  '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'
]

/** The same for IPv6; 6to4 and Teredo carry IPv4 addresses of anybody's choice and are refused whole. */
const PRIVATE_IPV6 = [
  '::/96', '64:ff9b:1::/48', '100::/64', '2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20', '5f00::/16', 'fc00::/7', 'fe80::/10',
  'fec0::/10', 'ff00::/8'
]

/** Prefixes whose last 32 bits are an IPv4 address: mapped (RFC 4291 §2.5.5.2) and translated (RFC 6052 §2.1). */
const EMBEDDING = listOf(['::ffff:0:0/96', '64:ff9b::/96'], 'ipv6')

const privateIpv4 = listOf(PRIVATE_IPV4, 'ipv4')
const privateIpv6 = listOf(PRIVATE_IPV6, 'ipv6')

/** Whether an IP address, without brackets, is anything but one on the internet. What is no address counts as private. */
export function isPrivateAddress (address: string): boolean {
  const [plain = ''] = address.split('%', 1)
  if (isIP(plain) === 0) return true
  if (isIPv4(plain)) return privateIpv4.check(plain, 'ipv4')
  if (EMBEDDING.check(plain, 'ipv6')) return privateIpv4.check(lastIpv4(plain), 'ipv4')
  return privateIpv6.check(plain, 'ipv6')
}

function listOf (networks: readonly string[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', bits = ''] = network.split('/')
    list.addSubnet(address, Number(bits), family)
  }
  return list
}

/** The last 32 bits of an IPv6 address, in dotted form. A URL writes them as two groups, whatever they were given as (WHATWG URL, "IPv6 serializer"). */
function lastIpv4 (address: string): string {
  const host = new URL(`http://[${address}]/`).hostname.slice(1, -1)
  const [high = '0', low = '0'] = host.split(':').slice(-2)
  const bits = (Number.parseInt(high === '' ? '0' : high, 16) << 16 | Number.parseInt(low === '' ? '0' : low, 16)) >>> 0
  return [24, 16, 8, 0].map((shift) => (bits >>> shift) & 0xff).join('.')
}
