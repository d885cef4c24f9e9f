const smallest: Record<string, number> = {
  aed: 200,
  aud: 50,
  bgn: 100,
  brl: 50,
  cad: 50,
  chf: 50,
  czk: 1500,
  dkk: 250,
  eur: 50,
  gbp: 30,
  hkd: 400,
  huf: 17500,
  inr: 50,
  jpy: 50,
  mxn: 1000,
  myr: 200,
  nok: 300,
  nzd: 50,
  pln: 200,
  ron: 200,
  sek: 300,
  sgd: 50,
  thb: 1000,
  usd: 50,
};

const known = new Set(Intl.supportedValuesOf('currency').map((code) => code.toLowerCase()));

/** The most that one payment may be, in minor units. */
export const largestCharge = 99_999_999;

export function isCurrency(code: string): boolean {
  return known.has(code);
}

/** The least that one payment in this currency may be, in minor units. */
export function smallestCharge(currency: string): number {
  return smallest[currency] ?? 1;
}
