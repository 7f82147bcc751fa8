import { FORWARDS, START, type EventStoreDBClient } from '@eventstore/db-client'
import { canonicalJson } from '../src/adapters/canonicalJson.js'
import type { EventStore, StoredEvent } from '../src/application/ports.js'
import { instantOf } from '../src/domain/kernel/time.js'

/**
 * The store, its log read with the bare client as its user would: what it has parsed is put into canonical form again,
 * since the stored bytes cannot be had from it.
 */
export const bareReads = (client: EventStoreDBClient, store: EventStore): EventStore => ({
  ...store,
  readAll: async ({ after, limit }) => {
    const maxCount = limit + (after === undefined ? 0 : 1)
    const events: Array<StoredEvent> = []
    let position = after
    let records = 0
    for await (const { event } of client.readAll({
      direction: FORWARDS,
      fromPosition: after ?? START,
      maxCount,
    })) {
      records += 1
      if (event?.position === undefined || event.position.commit === after?.commit) continue
      position = event.position
      if (/^[$_]/.test(event.streamId)) continue
      events.push({
        stream: event.streamId,
        revision: event.revision,
        position,
        id: event.id,
        type: event.type,
        data: canonicalJson(event.data),
        metadata: canonicalJson(event.metadata),
        recordedAt: instantOf(event.created.getTime()),
      })
    }
    return { events, position: position ?? { commit: 0n, prepare: 0n }, caughtUp: records < maxCount }
  },
})
