import type shared from '@eventstore/db-client/generated/shared_pb.js'
import type { Expected } from './commitCheck.js'
import type { ProposedEvent } from './records.js'
import { uuidText } from './wire.js'

/** Both kinds of ProposedMessage. */
export interface ProposedMessage {
  getId(): shared.UUID | undefined
  getMetadataMap(): { get(key: string): string | undefined }
  getData_asU8(): Uint8Array
  getCustomMetadata_asU8(): Uint8Array
}

export type Reading =
  | { readonly kind: 'event'; readonly event: ProposedEvent }
  | { readonly kind: 'missingMetadata'; readonly properties: ReadonlyArray<string> }
  | { readonly kind: 'badId' }

export const eventOf = (message: ProposedMessage): Reading => {
  const map = message.getMetadataMap()
  const [type, contentType] = [map.get('type'), map.get('content-type')]
  if (type === undefined || contentType === undefined) {
    const properties = [
      ...(type === undefined ? ['type'] : []),
      ...(contentType === undefined ? ['content-type'] : []),
    ]
    return { kind: 'missingMetadata', properties }
  }
  const id = uuidText(message.getId())
  if (id === undefined) return { kind: 'badId' }
  const event = {
    id,
    type,
    contentType,
    data: message.getData_asU8(),
    metadata: message.getCustomMetadata_asU8(),
  }
  return { kind: 'event', event }
}

/** What counts towards the append size. */
export const sizeOfProposed = ({ type, data, metadata }: ProposedEvent): number =>
  data.length + metadata.length + 2 * type.length

interface ExpectedOptions {
  hasNoStream(): boolean
  hasAny(): boolean
  hasStreamExists(): boolean
}

export const expectedOf = (options: ExpectedOptions, revision: () => string): Expected => {
  if (options.hasAny()) return 'any'
  if (options.hasNoStream()) return 'no_stream'
  if (options.hasStreamExists()) return 'stream_exists'
  return BigInt(revision())
}
