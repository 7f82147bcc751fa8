import { PayoutId } from '../kernel/accountIds.js'
import { closed, integer, text } from '../kernel/codec.js'
import { command, commandCatalog, type CommandOf, type RequestOf } from '../kernel/message.js'
import { SellerTerms } from '../kernel/sellerTerms.js'
import { BankNote, BankStatus, Entry, period } from './events.js'

const ofPayout = { payoutId: PayoutId }

const definitions = [
  /** `terms` are those of the seller when the payout is opened; later entries follow them. */
  command(
    'AddPayoutEntry',
    closed('AddPayoutEntryData', { ...period, terms: SellerTerms, entry: Entry }, {}),
  ),
  command('HoldPayout', closed('HoldPayoutData', { ...ofPayout, reason: text(1, 500) }, {})),
  command('ReleasePayoutHold', closed('ReleasePayoutHoldData', ofPayout, {})),
  command('CutOffPayout', closed('CutOffPayoutData', ofPayout, {})),
  /** `attempt` is one more than there were: two senders cannot both write down the same one. */
  command(
    'RecordPayoutAttempt',
    closed('RecordPayoutAttemptData', { ...ofPayout, attempt: integer(1, 1_000) }, {}),
  ),
  command(
    'RecordPayoutSilence',
    closed('RecordPayoutSilenceData', { ...ofPayout, attempt: integer(1, 1_000) }, {}),
  ),
  /** What the bank answered, or told by itself, in whatever order and however often. */
  command(
    'RecordPayoutNotice',
    closed(
      'RecordPayoutNoticeData',
      { ...ofPayout, status: BankStatus },
      { bankReference: BankNote, note: BankNote },
    ),
  ),
]

export type PayoutCommand = CommandOf<(typeof definitions)[number]>
export type PayoutRequest = RequestOf<(typeof definitions)[number]>
export const payoutCommands = commandCatalog<PayoutCommand>(definitions)
