/**
 * The demo ecosystem: three organisations with members in each role, two active partnerships, approval policies. It is
 * made over the public API alone, as an operator and three partners would.
 */
export interface SeedContext {
  baseUrl: string;
  tokenUrl: string;
  operator: { clientId: string; clientSecret: string };
  /** Told what is being made. */
  progress(line: string): void;
}
interface Member {
  id: string;
  name: string;
  email: string;
  roles: string[];
}
export interface SeededOrganization {
  id: string;
  name: string;
  clientId: string;
  clientSecret: string;
  members: Member[];
}
export interface Seeded {
  organizations: SeededOrganization[];
  partnerships: { id: string; organizationIds: string[] }[];
}

type Person = [name: string, roles: string[], locale: string, timeZone: string];

const organizations: { name: string; domain: string; people: Person[] }[] = [
  {
    name: 'Northwind Cloud',
    domain: 'northwind.example',
    people: [
      ['Nora Lindqvist', ['partner_manager', 'approver'], 'en-GB', 'Europe/Stockholm'],
      ['Sam Okafor', ['seller'], 'en-GB', 'Europe/London'],
      ['Mei Tanaka', ['marketing'], 'ja-JP', 'Asia/Tokyo'],
      ['Felix Brandt', ['finance', 'approver'], 'de-DE', 'Europe/Berlin'],
      ['Ada Moreau', ['admin'], 'fr-FR', 'Europe/Paris'],
    ],
  },
  {
    name: 'Brightpath Consulting',
    domain: 'brightpath.example',
    people: [
      ['Ana Lima', ['partner_manager', 'approver'], 'pt-PT', 'Europe/Lisbon'],
      ['Bruno Costa', ['approver'], 'pt-PT', 'Europe/Lisbon'],
      ['Clara Nunes', ['seller'], 'en-GB', 'Europe/Lisbon'],
      ['Diogo Reis', ['marketing'], 'pt-PT', 'Europe/Lisbon'],
      ['Eva Pinto', ['finance'], 'pt-PT', 'Europe/Lisbon'],
      ['Hugo Faria', ['admin'], 'pt-PT', 'Europe/Lisbon'],
    ],
  },
  {
    name: 'Harbor Analytics',
    domain: 'harbor.example',
    people: [
      ['Grace Hall', ['partner_manager', 'approver'], 'en-US', 'America/New_York'],
      ['Omar Haddad', ['seller'], 'en-US', 'America/Chicago'],
      ['Ivy Chen', ['marketing', 'finance'], 'en-US', 'America/Los_Angeles'],
      ['Liam Walsh', ['admin', 'approver'], 'en-US', 'America/New_York'],
    ],
  },
];

/** Which of them are partners, by position. */
const pairs = [
  [0, 1],
  [0, 2],
] as const;

/** Brightpath asks its approvers, any of them, and its admins after ten days. */
const referralPolicy = {
  steps: [
    {
      name: 'Partner team',
      approvers: { roles: ['partner_manager', 'approver'] },
      quorum: 'any',
      deadline: 'P14D',
      reminders: ['P3D', 'P7D'],
      escalateAfter: 'P10D',
      escalateTo: { roles: ['admin'] },
    },
  ],
};

/** Who decides about Northwind's money: three people, the technical one from EUR 10,000 on. */
const step = (name: string, role: string) => ({ name, approvers: { roles: [role] } });
const moneyPolicy = {
  steps: [
    step('Business review', 'partner_manager'),
    { ...step('Technical review', 'admin'), fromAmount: { amountMinor: 1_000_000, currency: 'EUR' } },
    step('Finance review', 'finance'),
  ],
};

type Send = <Answer>(
  method: string,
  path: string,
  body?: unknown,
  ifMatch?: string,
) => Promise<Answer & { etag: string }>;

/** A caller of the API with a token of its own. Throws, naming the request and the answer, for anything but success. */
const clientOf = async (
  { baseUrl, tokenUrl }: SeedContext,
  clientId: string,
  clientSecret: string,
): Promise<Send> => {
  const granted = await fetch(tokenUrl, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  if (!granted.ok) throw new Error(`The token endpoint answered ${granted.status}: ${await granted.text()}`);
  const { access_token: token } = (await granted.json()) as { access_token: string };
  return async <Answer>(method: string, path: string, body?: unknown, ifMatch?: string) => {
    const response = await fetch(`${baseUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(method === 'POST' && { 'idempotency-key': crypto.randomUUID() }),
        ...(ifMatch && { 'if-match': ifMatch }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return { ...(JSON.parse(text) as Answer), etag: response.headers.get('etag') ?? '' };
  };
};

const makeOrganization = async (
  context: SeedContext,
  operator: Send,
  { name, domain, people }: (typeof organizations)[number],
) => {
  const { id } = await operator<{ id: string }>('POST', '/v1/organizations', { name });
  const client = await operator<{ id: string; secret: string }>(
    'POST',
    `/v1/organizations/${id}/api-clients`,
    { name: `${name} portal` },
  );
  const send = await clientOf(context, client.id, client.secret);
  const members: Member[] = [];
  for (const [person, roles, locale, timeZone] of people) {
    const email = `${person.toLowerCase().replaceAll(' ', '.')}@${domain}`;
    const member = await send<Member>('POST', '/v1/members', {
      name: person,
      email,
      roles,
      locale,
      timeZone,
    });
    members.push({ id: member.id, name: person, email, roles });
  }
  await send('PUT', '/v1/approval-policies/referral', referralPolicy);
  await send('PUT', '/v1/approval-policies/fund_proposal', moneyPolicy);
  return { send, organization: { id, name, clientId: client.id, clientSecret: client.secret, members } };
};

/** Makes the demo ecosystem. Throws when the API refuses anything, which would be a fault of the stack. */
export const seed = async (context: SeedContext): Promise<Seeded> => {
  const operator = await clientOf(context, context.operator.clientId, context.operator.clientSecret);
  const made = await Promise.all(
    organizations.map((organization) => {
      context.progress(`${organization.name}, ${organization.people.length} members`);
      return makeOrganization(context, operator, organization);
    }),
  );
  const partnerships: Seeded['partnerships'] = [];
  for (const [first, second] of pairs) {
    const [inviter, invitee] = [made[first], made[second]];
    if (!inviter || !invitee) continue;
    context.progress(`partnership of ${inviter.organization.name} and ${invitee.organization.name}`);
    const invited = await inviter.send<{ id: string; organizationIds: string[] }>(
      'POST',
      '/v1/partnerships',
      { inviteeId: invitee.organization.id },
    );
    await invitee.send('POST', `/v1/partnerships/${invited.id}/accept`, {}, invited.etag);
    partnerships.push({ id: invited.id, organizationIds: invited.organizationIds });
  }
  return { organizations: made.map(({ organization }) => organization), partnerships };
};
