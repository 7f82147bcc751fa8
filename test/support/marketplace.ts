import * as rows from './readModels.js'

/** Two sellers with a few rows in every read model. */
export const fillMarketplace = async (models: rows.ReadModels): Promise<void> => {
  await models.insert('sellers', [
    rows.sellerRow('shop-1', { verified_at: '2017-10-03T08:00:00.000Z' }),
    rows.sellerRow('shop-2'),
  ])
  await models.insert('products', [
    rows.productRow('p-1', 'shop-1', { title: 'Théière <en fonte> & tasses' }),
    rows.productRow('p-2', 'shop-1'),
  ])
  await models.insert('order_board', [
    rows.orderRow('order-1', 'shop-1'),
    rows.orderRow('order-2', 'shop-1', {
      status: 'CANCELLED',
      refunded_minor: '4498',
      placed_at: '2017-10-03T08:00:00.000Z',
      paid_at: '2017-10-03T08:01:00.000Z',
      shipped_at: '2017-10-04T08:00:00.000Z',
      delivered_at: '2017-10-05T08:00:00.000Z',
      completed_at: '2017-10-06T08:00:00.000Z',
      cancelled_at: '2017-10-07T08:00:00.000Z',
      cancel_reason: 'OUT_OF_STOCK',
      seller_fault: true,
      packages: 1,
    }),
    rows.orderRow('counts', 'shop-1', { placed_at: '2016-10-03T08:00:00.000Z' }),
  ])
  await models.insert('order_counts', [
    { seller_id: 'shop-1', status: 'UNPAID', orders: 2 },
    { seller_id: 'shop-1', status: 'CANCELLED', orders: 1 },
    { seller_id: '*', status: 'UNPAID', orders: 1_000_000 },
  ])
  await models.insert('order_timeline', [
    rows.timelineRow('order-1', 0, {
      status: 'UNPAID',
      detail: '{"units":2,"totalMinor":"4498","currency":"EUR"}',
    }),
    rows.timelineRow('order-1', 1, { event_type: 'OrderReviewed', inferred: true, detail: '{"stars":5}' }),
  ])
  const postings = [
    rows.postingRow(7, 0, 'shop-1'),
    rows.postingRow(7, 1, 'shop-1'),
    rows.postingRow(8, 0, 'shop-2'),
  ]
  await models.insert('ledger_postings', rows.balanced(postings))
  await models.insert(
    'ledger_balances',
    [
      ['shop-1', 'seller_payable', 'EUR', '9007199254740993'],
      ['shop-1', 'buyer_funds_held', 'EUR', '-1'],
      ['shop-1', 'platform_fees', 'BRL', '250'],
      ['shop-1', 'bank', 'CHF', '1'],
      ['platform', 'bank', 'EUR', '-5'],
    ].map(([owner = '', account = '', currency = '', balance_minor = '']) => ({
      owner,
      account,
      currency,
      balance_minor,
      postings: 1,
    })),
  )
  await models.insert('seller_kpis', [
    rows.sellerKpiRow('shop-1', '2017-11-24', { orders: 2, units: 3, gmv_minor: 5997, reviews: 1, stars: 4 }),
    rows.sellerKpiRow('shop-1', '2017-11-25', {
      cancelled_orders: 1,
      cancelled_units: 2,
      cancelled_minor: 100,
    }),
    rows.sellerKpiRow('shop-1', '2017-12-01', { refunded_units: 1, refunded_minor: 1999 }),
  ])
  await models.insert('product_kpis', [
    rows.productKpiRow('p-1', 'shop-1', '2017-11-24', { orders: 1, units: 1, gmv_minor: 1999 }),
    rows.productKpiRow('p-2', 'shop-1', '2017-11-24', { orders: 2, units: 2, gmv_minor: 1000 }),
    rows.productKpiRow('p-3', 'shop-2', '2017-11-25', { orders: 2, units: 2, gmv_minor: 1000 }),
  ])
  await models.insert('events', [
    rows.eventRow(1, '2017-10-02T08:00:00.000Z'),
    rows.eventRow(2, '2017-10-02T08:00:00.000Z'),
    rows.eventRow(3, '2018-10-02T08:00:00.000Z'),
  ])
  await models.insert('projection_checkpoints', [
    rows.checkpointRow('order_board', 3),
    rows.checkpointRow('ledger', 1),
    rows.checkpointRow('kpis', null),
  ])
}
