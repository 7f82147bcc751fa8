import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { feeOf, type FrozenRule } from '../../../src/domain/kernel/fee.js'
import { isRight, reasonOf } from '../../../src/domain/kernel/reason.js'

const rule: FrozenRule = {
  ruleId: 'r',
  ruleVersion: 1,
  kind: 'PLATFORM_COMMISSION',
  rateBps: 900,
  base: 'GROSS',
  rounding: 'PER_SKU',
  onRefund: 'FOLLOWS',
}

describe('the reason of a fee', () => {
  test('can be worked out once more, whatever the rate, the tax in the base and the cap', () => {
    fc.assert(
      fc.property(
        fc.bigInt(-999_999_999_999n, 999_999_999_999n),
        fc.nat(10_000),
        fc.option(fc.nat(10_000), { nil: undefined }),
        fc.option(fc.bigInt(0n, 999_999n), { nil: undefined }),
        (base, rateBps, includedTaxBps, capMinor) => {
          const frozen = {
            ...rule,
            rateBps,
            ...(includedTaxBps === undefined ? {} : { includedTaxBps }),
            ...(capMinor === undefined ? {} : { capMinor }),
          }
          const reason = reasonOf({ rule: frozen, ...feeOf(frozen, base) })
          expect(isRight(reason)).toBe(true)
          expect(isRight({ ...reason, resultMinor: reason.resultMinor + 1n })).toBe(false)
          expect(isRight({ ...reason, roundedBy: reason.roundedBy + 1 })).toBe(false)
        },
      ),
    )
  })

  test('is not right where it was rounded to the other side', () => {
    const reason = reasonOf({ rule, ...feeOf(rule, 5_899n) })
    expect(reason).toMatchObject({ resultMinor: 531n, roundedBy: 900 })
    expect(isRight({ ...reason, resultMinor: 530n, roundedBy: 900 - 10_000 })).toBe(false)
  })
})
