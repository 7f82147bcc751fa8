/** For how long after it was announced a package may get another tracking number, in hours. Source: TikTok Shop (US). */
const hoursByMarket: ReadonlyMap<string, number> = new Map([['US', 72]])

export const trackingChangeHours = (market: string): number => hoursByMarket.get(market) ?? 72
