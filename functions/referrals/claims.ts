import { type Step, stale } from '../platform/change.ts';
import type { Item, Key, Table } from '../platform/table.ts';
import type { Referral } from './referral.ts';

/**
 * Who works on which customer in a partnership: one item a partnership and customer domain, with every open referral
 * and opportunity of either side. Written in the transaction that opens or ends a record, so that of two proposals at
 * the same instant one is first.
 */
export interface Claim {
  holderName: string;
  solutionIds: string[];
  since: string;
}

export const claimKey = (partnershipId: string, domain: string): Key => ({
  pk: `CUSTOMER#${partnershipId}#${domain}`,
  sk: 'CLAIMS',
});

const keyOf = ({ partnershipId, customer }: Referral): Key => claimKey(partnershipId, customer.domain);

/** The earliest open record that this one would double: same customer, and a product in common; one that names none overlaps all. */
export const duplicateOf = (
  referral: Referral,
  claims: Item | undefined,
): (Claim & { id: string }) | undefined => {
  const open = Object.entries((claims?.open ?? {}) as Record<string, Claim>).map(([id, held]) => ({
    ...held,
    id,
  }));
  // Proposed twice at once, it finds its own claim: that is no double, and the revision says the rest.
  const overlaps = ({ id, solutionIds }: (typeof open)[number]): boolean =>
    id !== referral.id &&
    (solutionIds.length === 0 ||
      referral.solutionIds.length === 0 ||
      solutionIds.some((solution) => referral.solutionIds.includes(solution)));
  return open.filter(overlaps).sort((a, b) => (a.since < b.since ? -1 : 1))[0];
};

/** Enters the referral, provided that nothing was entered since the claims were read. */
export const claim = (table: Table, referral: Referral, before: Item | undefined): Step => {
  const version = Number(before?.version ?? 0);
  const entry: Claim = {
    holderName: referral.senderName,
    solutionIds: referral.solutionIds,
    since: referral.updatedAt,
  };
  const item = {
    ...keyOf(referral),
    entity: 'claims',
    version: version + 1,
    open: { ...(before?.open as Record<string, Claim> | undefined), [referral.id]: entry },
  };
  return {
    write: {
      Put: {
        TableName: table.name,
        Item: item,
        ConditionExpression: before ? 'version = :version' : 'attribute_not_exists(pk)',
        ...(before && { ExpressionAttributeValues: { ':version': version } }),
      },
    },
    onConflict: () => ({
      code: 'busy',
      detail: 'Another proposal for the same customer came at this instant. Try again.',
    }),
  };
};

/** The referral is over, or goes on as an opportunity, which then holds the claim. */
export const release = (table: Table, referral: Referral, heir?: string): Step => ({
  write: {
    Update: {
      TableName: table.name,
      Key: keyOf(referral),
      UpdateExpression: `SET version = version + :one${heir ? ', #open.#heir = #open.#id' : ''} REMOVE #open.#id`,
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeNames: { '#open': 'open', '#id': referral.id, ...(heir && { '#heir': heir }) },
      ExpressionAttributeValues: { ':one': 1 },
    },
  },
  onConflict: stale,
});
