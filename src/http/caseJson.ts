import type { CaseStep, CaseView, CaseWithSteps } from '../application/caseViews.js'
import type { DeadlineView } from '../application/deadlineViews.js'
import type { Money } from '../application/views.js'
import { platformStatusOf } from '../domain/afterSales/labels.js'
import type { Json } from '../domain/kernel/message.js'
import { detail, money, object } from './json.js'

type Fields = Readonly<Record<string, Json | undefined>>

const optionalMoney = (amount: Money | undefined): Json | undefined => amount && money(amount)

const caseFields = ({ claimed, offered, granted, deadline, ...view }: CaseView): Fields => ({
  ...view,
  platformStatus: platformStatusOf(view.caseType, view.status),
  claimed: money(claimed),
  offered: optionalMoney(offered),
  granted: optionalMoney(granted),
  deadline: deadline && { ...deadline },
})

export const caseView = (view: CaseView): Json => object(caseFields(view))

const step =
  ({ caseType }: CaseView) =>
  (told: CaseStep): Json =>
    object({
      ...told,
      revision: Number(told.revision),
      platformStatus: platformStatusOf(caseType, told.status),
      detail: detail(told.detail),
    })

export const caseWithSteps = ({ steps, stepsAreComplete, ...view }: CaseWithSteps): Json =>
  object({ ...caseFields(view), steps: steps.map(step(view)), stepsAreComplete })

export const deadline = (view: DeadlineView): Json => object({ ...view })
