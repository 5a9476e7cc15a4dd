/** When an installation is taken for gone. */
export interface InstallationOptions {
  /**
   * After how long without a tick or any other delivery an installation becomes suspect, in milliseconds; never before two of its intervals and the tolerance
   * have passed, and never where no interval is known. @defaultValue 10_800_000 (3 h)
   */
  readonly suspectAfterMs?: number
  /** How long an installation is suspect before it is gone, in milliseconds. @defaultValue 604_800_000 (7 d) */
  readonly goneAfterMs?: number
  /** How late a tick may come before it is reported missing, in milliseconds. @defaultValue 900_000 (15 min) */
  readonly tickToleranceMs?: number
  /** How often one process looks what did not come, in milliseconds, at least 1,000. @defaultValue 300_000 (5 min) */
  readonly checkEveryMs?: number
}

/** {@link InstallationOptions} with every default filled in. */
export type ResolvedInstallationOptions = Required<InstallationOptions>

export const INSTALLATION_DEFAULTS: ResolvedInstallationOptions = Object.freeze({
  suspectAfterMs: 10_800_000, goneAfterMs: 604_800_000, tickToleranceMs: 900_000, checkEveryMs: 300_000
})

const LEAST: ResolvedInstallationOptions = { suspectAfterMs: 0, goneAfterMs: 0, tickToleranceMs: 0, checkEveryMs: 1_000 }

/** A sentence for each mistake. */
export function installationMistakes (given: unknown): string[] {
  if (given === undefined) return []
  if (typeof given !== 'object' || given === null) return ["Option 'installations' must be an object"]
  return Object.entries(given).flatMap(([name, value]) => {
    const least = name in LEAST ? LEAST[name as keyof typeof LEAST] : undefined
    if (least === undefined) return [`There is no option 'installations.${name}'`]
    return value === undefined || (Number.isSafeInteger(value) && value >= least)
      ? []
      : [`Option 'installations.${name}' must be a number of milliseconds, at least ${least}`]
  })
}
