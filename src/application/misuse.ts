/** The caller broke the contract of the port: a bug, not a state of affairs. Every store throws it, and nobody retries. */
export class EventStoreMisuse extends Error {
  readonly type = 'EventStoreMisuse'
  constructor(
    readonly field: string,
    rule: string,
  ) {
    super(`${field} ${rule}`)
    this.name = 'EventStoreMisuse'
  }
}
