import { linkIn, type Mail } from './local.ts';
import { type Answer, Partner } from './partner.ts';
import { referralBody, type World } from './world.ts';

/** The answer, if it is a good one; a preparation that fails says so at once. */
export const good = (answer: Answer): Answer => {
  if (answer.status >= 300)
    throw new Error(`a preparation answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  return answer;
};

let count = 0;
/** A word that no other test uses. */
export const unique = (): string => `${process.pid}-${Date.now().toString(36)}-${++count}`;

export interface Person {
  id: string;
  name: string;
  email: string;
  etag: string;
}
export interface Newcomer {
  id: string;
  name: string;
  api: Partner;
  people: Person[];
}

/** An organisation that nobody knows yet, with a client and members (`name`, and any field of a member). */
export const newcomer = async (
  { operator, settings }: World,
  members: ({ name: string } & Record<string, unknown>)[] = [],
): Promise<Newcomer> => {
  const name = `Newcomer ${unique()}`;
  const { id } = good(await operator.post('/v1/organizations', { name })).body;
  const client = good(await operator.post(`/v1/organizations/${id}/api-clients`, { name: 'Portal' })).body;
  const api = new Partner(settings, { clientId: client.id, clientSecret: client.secret });
  const people: Person[] = [];
  for (const member of members) {
    const email = `${member.name.toLowerCase().replaceAll(/[^a-z]+/g, '.')}.${unique()}@newcomer.example`;
    const made = good(await api.post('/v1/members', { email, roles: ['approver'], ...member }));
    people.push({ id: made.body.id, name: made.body.name, email: made.body.email, etag: made.etag });
  }
  return { id, name, api, people };
};

/** Northwind invites the newcomer, which accepts. */
export const partnershipWith = async (
  { northwind }: World,
  { id, api }: Pick<Newcomer, 'id' | 'api'>,
): Promise<Answer> => {
  const invited = good(await northwind.post('/v1/partnerships', { inviteeId: id }));
  return good(await api.post(`/v1/partnerships/${invited.body.id}/accept`, {}, { etag: invited.etag }));
};

/** A newcomer in an active partnership with Northwind, deciding on referrals by this policy. */
export const receiver = async (
  world: World,
  members: ({ name: string } & Record<string, unknown>)[],
  policy?: (people: Person[]) => unknown,
): Promise<Newcomer & { partnershipId: string }> => {
  const made = await newcomer(world, members);
  if (policy) good(await made.api.put('/v1/approval-policies/referral', policy(made.people)));
  const partnership = await partnershipWith(world, made);
  return { ...made, partnershipId: partnership.body.id };
};

/** Northwind drafts and proposes a referral in this partnership. */
export const proposeIn = async (
  { northwind }: World,
  partnershipId: string,
  changes: Record<string, unknown> = {},
): Promise<Answer> => {
  const draft = good(await northwind.post('/v1/referrals', referralBody(partnershipId, changes)));
  return good(await northwind.post(`/v1/referrals/${draft.body.id}/propose`, {}, { etag: draft.etag }));
};

/** The last mail with a link that this person was sent. */
export const lastLink = async ({ around }: World, person: Pick<Person, 'email'>): Promise<string> => {
  const mails: Mail[] = await around.mail({ to: person.email });
  const mail = mails.filter(({ text }) => text.includes('/approve/')).at(-1);
  if (!mail) throw new Error(`${person.email} was mailed no link`);
  return linkIn(mail);
};

export interface Page {
  status: number;
  headers: Headers;
  html: string;
}
const pageOf = async (response: Response): Promise<Page> => ({
  status: response.status,
  headers: response.headers,
  html: await response.text(),
});
export const look = async (link: string, init: RequestInit = {}): Promise<Page> =>
  pageOf(await fetch(link, init));
/** Sends the page's form. */
export const send = (link: string, fields: Record<string, string> | [string, string][]): Promise<Page> =>
  look(link, { method: 'POST', body: new URLSearchParams(fields) });
