import fc from 'fast-check'
import { Currency } from '../../src/domain/kernel/money.js'
import { transactionOf } from '../../src/domain/kernel/transaction.js'
import { payout } from '../../src/domain/payout/index.js'
import { product } from '../../src/domain/product/index.js'
import { settlement } from '../../src/domain/settlement/index.js'
import { statement } from '../../src/domain/statement/index.js'
import { isLeft, type Either } from '../../src/fp.js'
import * as payouts from '../support/payouts.js'
import { changePrice, productListed } from '../support/products.js'
import * as settlements from '../support/settlements.js'
import { foldOf, valueOf } from '../support/spec.js'
import { anyAmount } from './amounts.js'
import { moneyProperty } from './moneyProperty.js'
import { addingLine } from './statementCommands.js'

const currency = fc
  .constantFrom('EUR', 'GBP', 'USD', 'BRL', 'JPY', 'KWD', 'MXN')
  .map((code) => valueOf(Currency.decode(code)))

type Asked = (amountMinor: bigint, currency: Currency) => Either<{ readonly type: string }, unknown>

const account = foldOf(settlement, [settlements.opened()])
const listed = foldOf(product, [productListed()])
const refunding = settlements.settleRefund('r', '0')
const chargingBack = settlements.settleChargeback('c', '0')
const entering = payouts.addEntry()
const pricing = changePrice('1')

/** All have seen euros. What each does with an amount of another currency must be to refuse it by this name. */
const meetings: ReadonlyArray<readonly [refusal: string, Asked]> = [
  [
    'SettlementCurrencyDiffers',
    (amountMinor, other) =>
      refunding.type === 'SettleRefund'
        ? settlement.decide(
            {
              ...refunding,
              data: {
                ...refunding.data,
                currency: other,
                lines: [{ part: 'REVENUE', name: 'x', amountMinor: -amountMinor }],
              },
            },
            account,
          )
        : settlement.decide(refunding, account),
  ],
  [
    'SettlementCurrencyDiffers',
    (amountMinor, other) =>
      chargingBack.type === 'SettleChargeback'
        ? settlement.decide(
            { ...chargingBack, data: { ...chargingBack.data, amountMinor, currency: other } },
            account,
          )
        : settlement.decide(chargingBack, account),
  ],
  [
    'StatementIsOfAnother',
    (amountMinor, other) => {
      const transaction = transactionOf('o1/order', 'ORDER', [{ part: 'REVENUE', name: 'x', amountMinor }])
      const command = addingLine(transaction)
      return command.type === 'AddStatementLine'
        ? statement.decide({ ...command, data: { ...command.data, currency: other } }, statement.initialState)
        : statement.decide(command, statement.initialState)
    },
  ],
  [
    'PayoutIsOfAnother',
    (amountMinor, other) =>
      entering.type === 'AddPayoutEntry'
        ? payout.decide(
            {
              ...entering,
              data: {
                ...entering.data,
                currency: other,
                entry: { kind: 'STATEMENT', source: 's', amountMinor },
              },
            },
            payout.initialState,
          )
        : payout.decide(entering, payout.initialState),
  ],
  [
    'ProductCurrencyMismatch',
    (amountMinor, other) =>
      pricing.type === 'ChangeProductPrice'
        ? product.decide(
            { ...pricing, data: { ...pricing.data, priceMinor: amountMinor + 1n, currency: other } },
            listed,
          )
        : product.decide(pricing, listed),
  ],
]

export const currencies = moneyProperty(
  'amounts of two currencies never meet: a price, a refund, a chargeback, a statement and a payout refuse each by name',
  fc.tuple(anyAmount, currency),
  ([amountMinor, other]) => {
    for (const [name, ask] of meetings) {
      const outcome = ask(amountMinor, other)
      if (other === 'EUR' && isLeft(outcome)) return `euros are refused among euros: ${outcome.left.type}`
      if (other === 'EUR') continue
      if (!isLeft(outcome)) return `${other} are taken where there are euros`
      if (outcome.left.type !== name) return `refused as ${outcome.left.type}`
    }
    return undefined
  },
)
