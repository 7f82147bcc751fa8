import { closed, listOf, text } from '../kernel/codec.js'
import { SellerId } from '../kernel/ids.js'
import { Market } from '../kernel/market.js'
import { command, commandCatalog, type CommandOf, type RequestOf } from '../kernel/message.js'
import { Currency } from '../kernel/money.js'
import { Sealed } from '../kernel/sealed.js'
import { SellerTerms } from '../kernel/sellerTerms.js'
import { Instant, Zone } from '../kernel/time.js'
import { Document, LegalForm, RejectionReason } from './events.js'

const definitions = [
  command(
    'RegisterSeller',
    closed(
      'RegisterSellerData',
      {
        sellerId: SellerId,
        legalForm: LegalForm,
        shopName: text(1, 100),
        market: Market,
        zone: Zone,
        currency: Currency,
      },
      { identity: Sealed },
    ),
  ),
  command(
    'SubmitSellerForVerification',
    closed('SubmitSellerForVerificationData', { sellerId: SellerId, documents: listOf(Document, 0, 20) }, {}),
  ),
  command('VerifySeller', closed('VerifySellerData', { sellerId: SellerId }, {})),
  command(
    'RejectSeller',
    closed('RejectSellerData', { sellerId: SellerId, reasons: listOf(RejectionReason, 1, 10) }, {}),
  ),
  command('SuspendSeller', closed('SuspendSellerData', { sellerId: SellerId, reason: text(1, 500) }, {})),
  command('ReinstateSeller', closed('ReinstateSellerData', { sellerId: SellerId }, {})),
  /** `validFrom`: not before the command's own time, because what was frozen into events stays as it was. */
  command(
    'AgreeSellerTerms',
    closed('AgreeSellerTermsData', { sellerId: SellerId, validFrom: Instant, terms: SellerTerms }, {}),
  ),
]

export type SellerCommand = CommandOf<(typeof definitions)[number]>
export type SellerRequest = RequestOf<(typeof definitions)[number]>
export const sellerCommands = commandCatalog<SellerCommand>(definitions)
