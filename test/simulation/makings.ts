import type { PayoutProvider } from '../../src/application/payoutProvider.js'
import type { EventStore, ReadStore, System } from '../../src/application/ports.js'
import {
  sellerCenter,
  type SellerCenter,
  type SellerCenterRequest,
} from '../../src/application/sellerCenter.js'
import { feeSchedule } from '../../src/domain/kernel/feeSchedules.js'
import { afterSalesCases } from '../../src/domain/processes/afterSalesCases.js'
import { commissions } from '../../src/domain/processes/commissions.js'
import { payouts } from '../../src/domain/processes/payouts.js'
import type { Process } from '../../src/domain/processes/process.js'
import { settlements } from '../../src/domain/processes/settlements.js'
import { statements } from '../../src/domain/processes/statements.js'
import type { TermsTable } from '../../src/domain/settlement/terms.js'
import { deadlines } from '../../src/projections/deadlines.js'
import { projections } from '../../src/projections/index.js'
import type { Projection } from '../../src/projections/projection.js'
import type { Gate } from './gate.js'

/** What a host is made of: the real parts. A planted bug changes one of them, and nothing else. */
export interface Makings {
  readonly processes: (terms: TermsTable) => ReadonlyArray<Process<SellerCenterRequest>>
  readonly projections: ReadonlyArray<Projection>
  readonly center: (deps: { readonly store: EventStore; readonly system: System }) => SellerCenter
  readonly system: (system: System) => System
  /** Between everything else and the bad line to the store. */
  readonly store: (store: EventStore) => EventStore
  readonly reads: (reads: ReadStore, gate: Gate) => ReadStore
  readonly provider: (provider: PayoutProvider) => PayoutProvider
}

const same = <A>(a: A): A => a

export const sound: Makings = {
  processes: (terms) => [
    commissions(feeSchedule),
    afterSalesCases,
    settlements(terms),
    statements,
    payouts(terms),
  ],
  projections: [...projections, deadlines],
  center: sellerCenter,
  system: same,
  store: same,
  reads: same,
  provider: same,
}
