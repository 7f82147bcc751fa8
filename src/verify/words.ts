import type { Proven } from './checkBundle.js'
import type { ExportEvents, ExportFault } from './checkExport.js'

const faults: Readonly<Record<ExportFault, string>> = {
  BundleUnreadable: 'it is no bundle of this format, or not written as bundles are',
  CheckpointUnreadable: 'the checkpoint is no signed note',
  SignerUnknown: 'the checkpoint is not signed by this key',
  SignatureInvalid: 'the signature is not that of this checkpoint',
  OriginDiffers: 'the checkpoint is that of another log',
  NodeUnreadable: 'a node of the proof is not 32 bytes in base64',
  ProofTooShort: 'nodes of the proof are missing',
  ProofTooLong: 'the proof has nodes that are not used',
  RootDiffers: 'the event, or a node of its proof, is not what the checkpoint covers',
  IndexOutside: 'it stands outside the log of the checkpoint',
  NothingProven: 'nothing is in it',
  OrderBroken: 'events are not in the order of the log, or come twice',
  SubjectDiffers: 'the events are not those that it tells of',
  ExportUnreadable: 'it is no export of this format, or not written as exports are',
  SizeDiffers: 'it tells another size of the log than its checkpoint',
  EventsMissing: 'there are not as many events in it as it tells',
  StreamBroken: 'an event of this stream is missing',
  DigestDiffers: 'the hash is not that of what was recomputed',
  ExportSignerUnknown: 'the export is not signed by this key',
  ExportSignatureInvalid: 'the signature is not that of this export',
}

export const faultInWords = (fault: ExportFault): string => faults[fault]

export const provenInWords = ({ bundle, checkpoint, extended }: Proven): ReadonlyArray<string> => [
  ...bundle.events.map(
    ({ index, stream, revision, type, id }) =>
      `proven: event ${id} (${type}, ${stream} revision ${revision}) is number ${index} of the log, with these bytes`,
  ),
  ...(extended === undefined
    ? []
    : [`proven: the first ${extended.size} events are those signed at ${extended.at}`]),
  `under the checkpoint of ${checkpoint.origin}: ${checkpoint.size} events, signed at ${checkpoint.at}`,
]

export const exportInWords = ({ bundle, proven }: ExportEvents): ReadonlyArray<string> => [
  `signed: the export of seller ${bundle.sellerId}, ${bundle.period.from} to ${bundle.period.to}`,
  `proven: its ${bundle.events} events are in the log, with these bytes, each stream from its first event on`,
  `under the checkpoint of ${proven.checkpoint.origin}: ${bundle.size} events, signed at ${proven.checkpoint.at}`,
  'whether its figures follow from these events: comptoir audit recompute',
]
