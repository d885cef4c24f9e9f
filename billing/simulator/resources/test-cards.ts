/** What a test card does when money is asked of it. */
export type CardBehaviour = {
  token: string;
  brand: string;
  last4: string;
  /** The cardholder must prove who they are before anything else happens. */
  asksAuthentication?: true;
  /** Declines a payment. A card that declines can also not be saved, unless `attaches`. */
  declines?: { code: string; declineCode: string; message: string };
  attaches?: true;
};

const generic = { code: 'card_declined', declineCode: 'generic_decline', message: 'The card was declined.' };
const noFunds = {
  code: 'card_declined',
  declineCode: 'insufficient_funds',
  message: 'The card has insufficient funds.',
};
const lost = { code: 'card_declined', declineCode: 'lost_card', message: 'The card was declined.' };
const expired = { code: 'expired_card', declineCode: 'expired_card', message: 'The card has expired.' };
const wrongCvc = {
  code: 'incorrect_cvc',
  declineCode: 'incorrect_cvc',
  message: "The card's security code is incorrect.",
};
const processing = {
  code: 'processing_error',
  declineCode: 'processing_error',
  message: 'The card could not be processed; try again a little later.',
};

const visa = 'visa';
const rows: CardBehaviour[] = [
  { token: 'pm_card_visa', brand: visa, last4: '4242' },
  { token: 'pm_card_visa_debit', brand: visa, last4: '5556' },
  { token: 'pm_card_mastercard', brand: 'mastercard', last4: '4444' },
  { token: 'pm_card_amex', brand: 'amex', last4: '8431' },
  { token: 'pm_card_chargeDeclined', brand: visa, last4: '0002', declines: generic },
  { token: 'pm_card_chargeDeclinedInsufficientFunds', brand: visa, last4: '9995', declines: noFunds },
  { token: 'pm_card_chargeDeclinedLostCard', brand: visa, last4: '9987', declines: lost },
  { token: 'pm_card_chargeDeclinedExpiredCard', brand: visa, last4: '0069', declines: expired },
  { token: 'pm_card_chargeDeclinedIncorrectCvc', brand: visa, last4: '0127', declines: wrongCvc },
  { token: 'pm_card_chargeDeclinedProcessingError', brand: visa, last4: '0119', declines: processing },
  { token: 'pm_card_chargeCustomerFail', brand: visa, last4: '0341', declines: generic, attaches: true },
  { token: 'pm_card_authenticationRequired', brand: visa, last4: '3184', asksAuthentication: true },
  {
    token: 'pm_card_authenticationRequiredChargeDeclinedInsufficientFunds',
    brand: visa,
    last4: '3178',
    asksAuthentication: true,
    declines: noFunds,
    attaches: true,
  },
];

const byToken = new Map(rows.map((row) => [row.token, row]));
const byLast4 = new Map(rows.map((row) => [row.last4, row]));

/** The card behind a shared test token; Stripe writes the declining ones with and without `visa_`. */
export function findTestCard(token: string): CardBehaviour | undefined {
  return byToken.get(token) ?? byToken.get(token.replace('pm_card_visa_', 'pm_card_'));
}

/** How the card with these last four digits behaves; every test card has its own. */
export function cardBehaviour(last4: string): CardBehaviour {
  const row = byLast4.get(last4);
  if (!row) throw new Error(`No test card ends in ${last4}.`);
  return row;
}
