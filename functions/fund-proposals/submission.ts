import type { Fund } from '../funds/fund.ts';
import { type Program, within } from '../funds/program.ts';
import { instant } from '../platform/clock.ts';
import { endOfDay } from '../platform/days.ts';
import type { Fault } from '../platform/refusals.ts';
import type { Proposal, Terms } from './proposal.ts';

/** What a proposal must be when it is submitted. A draft may be anything; here is every fault at once. */

const required = [
  'activityType',
  'description',
  'startsOn',
  'endsOn',
  'totalCost',
  'requestedAmount',
] as const;
const fault = (field: string, code: string, message: string): Fault => ({
  pointer: `#/${field}`,
  code,
  message,
});

/** The funder's share of a cost at most, in minor units: rounded down, so that nobody pays more than its ratio. */
export const mostShareOf = (costMinor: number, basisPoints: number): number =>
  Number((BigInt(costMinor) * BigInt(basisPoints)) / 10_000n);

/** Every reason why the proposal cannot be submitted to this fund of this program, as faults of its fields. */
export const faultsOf = (proposal: Proposal, fund: Fund, program: Program): Fault[] => [
  ...required
    .filter((field) => proposal[field] === null)
    .map((field) => fault(field, 'required', 'Must be there when it is submitted.')),
  ...activityFaults(proposal, program),
  ...periodFaults(proposal, program),
  ...moneyFaults(proposal, fund, program),
];

const activityFaults = ({ activityType }: Proposal, { activityTypes }: Program): Fault[] =>
  activityType === null || activityTypes.some(({ code }) => code === activityType)
    ? []
    : [
        fault(
          'activityType',
          'not_allowed',
          `The program pays for ${activityTypes.map(({ code }) => code).join(', ')}.`,
        ),
      ];

const periodFaults = ({ startsOn, endsOn }: Proposal, { windows }: Program): Fault[] => {
  if (startsOn === null || endsOn === null) return [];
  const { use, claim } = windows;
  const during = `Activities take place from ${use.startsOn} to ${use.endsOn}.`;
  return [
    ...(startsOn > endsOn ? [fault('endsOn', 'before_start', 'Must not end before it starts.')] : []),
    ...(within(use, startsOn) ? [] : [fault('startsOn', 'outside_window', during)]),
    ...(startsOn > claim.endsOn
      ? [fault('startsOn', 'outside_window', `Claims end on ${claim.endsOn}, before it starts.`)]
      : []),
    ...(within(use, endsOn) ? [] : [fault('endsOn', 'outside_window', during)]),
  ];
};

const moneyFaults = (
  { totalCost, requestedAmount }: Proposal,
  { currency }: Fund,
  { contributionBasisPoints }: Program,
): Fault[] => {
  const faults: Fault[] = [];
  for (const [field, money] of Object.entries({ totalCost, requestedAmount })) {
    if (!money) continue;
    if (money.currency !== currency)
      faults.push(fault(`${field}/currency`, 'wrong_currency', `The fund is in ${currency}.`));
    if (money.amountMinor <= 0)
      faults.push(fault(`${field}/amountMinor`, 'too_small', 'Must be more than nothing.'));
  }
  if (faults.length > 0 || !totalCost || !requestedAmount) return faults;
  const most = mostShareOf(totalCost.amountMinor, contributionBasisPoints);
  return requestedAmount.amountMinor <= most
    ? []
    : [
        fault(
          'requestedAmount/amountMinor',
          'too_big',
          `The program pays ${contributionBasisPoints / 100} % of the cost at most: ${most}.`,
        ),
      ];
};

/** The rules that hold for this proposal from now on. Only for one without faults. */
export const termsOf = (proposal: Proposal, program: Program, timeZone: string): Terms => {
  const activityType = program.activityTypes.find(({ code }) => code === proposal.activityType);
  if (!activityType) throw new Error(`the program has no activity type ${proposal.activityType}`);
  const { windows, contributionBasisPoints, invoiceRequired, paymentTermDays } = program;
  return {
    activityType,
    ...{ use: windows.use, claim: windows.claim },
    ...{ contributionBasisPoints, invoiceRequired, paymentTermDays, timeZone },
  };
};

/** Until when claims can be submitted: the end of the claim window's last day, where the funder is. */
export const claimsEndAt = ({ claim, timeZone }: Terms): string => instant(endOfDay(claim.endsOn, timeZone));
