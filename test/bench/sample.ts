/** An event of about 1 kB, as Forge would send it. */
export function eventBody (id: string): string {
  return JSON.stringify({
    eventType: 'avi:confluence:created:page',
    atlassianId: '4f0000a11ce0000000000001',
    eventCreatedDate: new Date().toISOString(),
    suppressNotifications: false,
    selfGenerated: false,
    content: { id, type: 'page', status: 'current', title: 'Release notes', space: { id: 65_538, key: 'DOC', name: 'Documentation' }, note: 'x'.repeat(640) }
  })
}
