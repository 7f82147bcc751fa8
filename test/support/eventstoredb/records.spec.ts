import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import streams from '@eventstore/db-client/generated/streams_pb.js'
import { readRespOf, resolvedReadRespOf, type LogRecord } from './records.js'

const LONG_MAX = 9_223_372_036_854_775_807n

const record = fc.record<LogRecord>({
  id: fc.uuid(),
  stream: fc.string({ minLength: 1 }),
  type: fc.string(),
  contentType: fc.constantFrom('application/json', 'application/octet-stream'),
  data: fc.uint8Array({ maxLength: 9000 }),
  metadata: fc.uint8Array({ maxLength: 300 }),
  revision: fc.bigInt({ min: 0n, max: LONG_MAX }),
  position: fc.bigInt({ min: 0n, max: LONG_MAX }),
  createdMs: fc.integer({ min: 0, max: 4_102_444_800_000 }),
})

const recordOf = (
  of: InstanceType<typeof streams.ReadResp.ReadEvent.RecordedEvent> | undefined,
): LogRecord => {
  const map = of!.getMetadataMap()
  expect(of!.getPreparePosition()).toBe(of!.getCommitPosition())
  return {
    id: of!.getId()!.getString(),
    stream: Buffer.from(of!.getStreamIdentifier()!.getStreamName_asU8()).toString('utf8'),
    type: map.get('type')!,
    contentType: map.get('content-type')!,
    data: new Uint8Array(of!.getData_asU8()),
    metadata: new Uint8Array(of!.getCustomMetadata_asU8()),
    revision: BigInt(of!.getStreamRevision()),
    position: BigInt(of!.getCommitPosition()),
    createdMs: Number(BigInt(map.get('created')!) / 10_000n),
  }
}

test('the client decodes a record as it was', () => {
  fc.assert(
    fc.property(record, (of) => {
      const event = streams.ReadResp.deserializeBinary(readRespOf(of)).getEvent()!
      expect(recordOf(event.getEvent())).toEqual(of)
      expect(event.getCommitPosition()).toBe(of.position.toString())
      expect(event.hasLink()).toBe(false)
      expect(readRespOf(of)).toBe(readRespOf(of))
    }),
  )
})

test('the client decodes a link and its target', () => {
  fc.assert(
    fc.property(record, fc.option(record, { nil: undefined }), (link, target) => {
      const event = streams.ReadResp.deserializeBinary(resolvedReadRespOf(link, target)).getEvent()!
      expect(recordOf(event.getLink())).toEqual(link)
      expect(event.hasEvent()).toBe(target !== undefined)
      if (target !== undefined) expect(recordOf(event.getEvent())).toEqual(target)
      expect(event.getCommitPosition()).toBe(link.position.toString())
    }),
  )
})
