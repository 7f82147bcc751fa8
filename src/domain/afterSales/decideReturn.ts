import { right } from '../../fp.js'
import { claimedOf } from './amounts.js'
import { move, refund, when, type Decision, type Of } from './decision.js'
import type { OpenedCase } from './state.js'

export const ship = (
  { at, data: { carrier, trackingNumber } }: Of<'ShipAfterSalesReturn'>,
  state: OpenedCase,
): Decision => {
  const isSo = state.returned?.carrier === carrier && state.returned.trackingNumber === trackingNumber
  const data = { ...move(state, 'BUYER_SHIPPED'), carrier, trackingNumber }
  return when(state, ['AWAITING_BUYER_SHIP'], isSo, () =>
    right([{ type: 'AfterSalesReturnShipped', occurredAt: at, data }]),
  )
}

export const arrive = ({ at }: Of<'RecordAfterSalesReturnArrival'>, state: OpenedCase): Decision =>
  when(state, ['BUYER_SHIPPED'], state.arrived, () =>
    right([{ type: 'AfterSalesReturnArrived', occurredAt: at, data: move(state, state.status) }]),
  )

export const acceptReturn = (
  { at, data: { acceptedBy } }: Of<'AcceptAfterSalesReturn'>,
  state: OpenedCase,
): Decision => {
  const { opened, returned, granted, status } = state
  const isSo = status === 'GRANTED' && returned !== undefined && granted?.grantedBy === acceptedBy
  return when(state, ['BUYER_SHIPPED'], isSo, () => right([refund(state, at, acceptedBy, claimedOf(opened))]))
}

export const rejectReturn = (
  { at, data: { reason } }: Of<'RejectAfterSalesReturn'>,
  state: OpenedCase,
): Decision =>
  when(state, ['BUYER_SHIPPED'], state.status === 'RETURN_REJECTED' && state.answer === reason, () =>
    right([
      {
        type: 'AfterSalesReturnRejected',
        occurredAt: at,
        data: { ...move(state, 'RETURN_REJECTED'), reason },
      },
    ]),
  )
