import { problem, read, ref } from './reading.js'

const described = read({
  operationId: 'openRecipientOfOrder',
  summary:
    'Where an order goes, for the seller that ships it, where the host lets sellers in; each access is written down',
  answer: ref('Recipient'),
  of: 'order',
}).get
// An address is told anew each time, never as it was when one got this ETag.
const { 304: _unchanged, ...responses } = described.responses

export const recipientPath = {
  '/v1/orders/{id}/recipient': {
    get: {
      ...described,
      responses: {
        ...responses,
        403: problem('Who asks does not ship for a seller'),
        404: problem(
          'The order is not one of this seller, has no recipient, or recipients are not told here',
        ),
        409: problem('The order is not to be sent: it is not paid for good yet, or was cancelled'),
        410: problem('The recipient was erased'),
      },
    },
  },
}
