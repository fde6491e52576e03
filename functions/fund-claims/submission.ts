import type { Terms } from '../fund-proposals/proposal.ts';
import { converted } from '../funds/exchange.ts';
import type { Money } from '../platform/money.ts';
import type { Fault } from '../platform/refusals.ts';
import type { Claim } from './claim.ts';

/** What a claim must be when it is submitted; a draft may be anything. Every fault at once. */

const fault = (field: string, code: string, message: string): Fault => ({
  pointer: `#/${field}`,
  code,
  message,
});

/** What is claimed, in the fund's currency; undefined where that cannot be told. */
export const fundAmountOf = ({ amount, exchange, currency }: Claim): Money | undefined => {
  if (!amount) return undefined;
  if (amount.currency === currency) return amount;
  return exchange ? converted(amount, exchange, currency) : undefined;
};

/** Every reason why the claim cannot be submitted with this proof; `purposes` has one entry a stored attachment. */
export const faultsOf = (
  claim: Claim,
  { activityType }: Terms,
  purposes: readonly string[],
  today: string,
): Fault[] => [
  ...(claim.description === null
    ? [fault('description', 'required', 'Must be there when it is submitted.')]
    : []),
  ...moneyFaults(claim, today),
  ...activityType.proofs.flatMap(({ code, label, atLeast }) => {
    const there = purposes.filter((purpose) => purpose === code).length;
    return there >= atLeast
      ? []
      : [fault('attachments', 'proof_missing', `${label} (${code}): ${atLeast} needed, ${there} stored.`)];
  }),
];

const moneyFaults = (claim: Claim, today: string): Fault[] => {
  const { amount, exchange, currency } = claim;
  if (!amount) return [fault('amount', 'required', 'Must be there when it is submitted.')];
  const foreign = amount.currency !== currency;
  return [
    ...(amount.amountMinor <= 0
      ? [fault('amount/amountMinor', 'too_small', 'Must be more than nothing.')]
      : []),
    ...(foreign && !exchange
      ? [
          fault(
            'exchange',
            'required',
            `The fund is in ${currency}: say at what rate, of which day, by whose word.`,
          ),
        ]
      : []),
    ...(!foreign && exchange
      ? [fault('exchange', 'not_allowed', `The amount is in ${currency} as the fund is.`)]
      : []),
    ...(exchange && exchange.rateOn > today
      ? [fault('exchange/rateOn', 'in_future', 'There is no rate of a day to come.')]
      : []),
    ...(foreign && exchange && amount.amountMinor > 0 && !fundAmountOf(claim)
      ? [
          fault(
            'exchange/rate',
            'out_of_range',
            'At this rate the amount comes to nothing, or to more than can be counted.',
          ),
        ]
      : []),
  ];
};
