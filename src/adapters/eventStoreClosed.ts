/** The event store was closed by this process. */
export class EventStoreClosed extends Error {
  readonly type = 'EventStoreClosed'
  constructor() {
    super('the event store is closed')
    this.name = 'EventStoreClosed'
  }
}
