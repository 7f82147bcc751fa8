import type { SellerCenterRequest } from '../../application/sellerCenter.js'

/** What somebody asks at some time; the command id follows from its place in its stream. */
export type Step = SellerCenterRequest & { readonly at: string; readonly actor: string }

/** In the order of time; steps of one moment stay as they were written. */
export const inOrder = (steps: ReadonlyArray<Step>): ReadonlyArray<Step> =>
  steps.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
