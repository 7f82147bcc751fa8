/** A table that cannot be used at all: nothing was sent. `line` counts from 1, the header being line 1. */
export class OlistFileInvalid extends Error {
  readonly type = 'OlistFileInvalid'
  constructor(
    readonly file: string,
    readonly reason: string,
    readonly line?: number,
  ) {
    super(`${file}${line === undefined ? '' : `, line ${line}`}: ${reason}`)
    this.name = 'OlistFileInvalid'
  }
}
