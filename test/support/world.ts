import { readFileSync } from 'node:fs';
import { seed } from '../../local/start/seed.ts';
import { Surroundings } from './local.ts';
import { Partner } from './partner.ts';
import { type LocalSettings, Stack } from './stack.ts';

/** The demo ecosystem as a test sees it: each organisation's client, and what surrounds the API. */
export interface World {
  settings: LocalSettings;
  operator: Partner;
  northwind: Partner;
  brightpath: Partner;
  harbor: Partner;
  around: Surroundings;
}

export const worldOf = (settings: LocalSettings): World => {
  const of = (name: string): Partner => {
    const organization = settings.organizations.find((one) => one.name.startsWith(name));
    if (!organization) throw new Error(`no organisation ${name} in the settings`);
    return new Partner(settings, organization);
  };
  return {
    settings,
    operator: new Partner(settings, settings.operator),
    northwind: of('Northwind'),
    brightpath: of('Brightpath'),
    harbor: of('Harbor'),
    around: new Surroundings(settings.baseUrl),
  };
};

/** The settings of the deployment that COSELL_SETTINGS names by its file; undefined where none is named. */
const deployed = (): LocalSettings | undefined => {
  const file = process.env.COSELL_SETTINGS;
  return file ? (JSON.parse(readFileSync(file, 'utf8')) as LocalSettings) : undefined;
};

/** The stack that all tests of a project share; its clock stays where it is. */
export const sharedWorld = (): World =>
  worldOf(deployed() ?? (JSON.parse(process.env.COSELL_SHARED_STACK ?? 'null') as LocalSettings));

/**
 * A stack of one's own, whose clock may be moved; or, where COSELL_SETTINGS names the settings of a deployment, an
 * ecosystem of one's own in it (then nothing is started or stopped, and the clock is everybody's).
 */
export const ownWorld = async (): Promise<World & { stack: Stack | undefined }> => {
  const settings = deployed();
  if (settings) {
    const own = await seed({ ...settings, progress: () => {} });
    return { ...worldOf({ ...settings, ...own }), stack: undefined };
  }
  const stack = await Stack.start();
  return { ...worldOf(stack.settings), stack };
};

export const organizationOf = ({ settings }: World, name: string) => {
  const organization = settings.organizations.find((one) => one.name.startsWith(name));
  if (!organization) throw new Error(`no organisation ${name}`);
  return organization;
};

let count = 0;
/** The body of a good referral, each time about a customer of its own. */
export const referralBody = (partnershipId: string, changes: Record<string, unknown> = {}) => ({
  partnershipId,
  title: 'Data platform for Contoso Foods',
  customer: {
    name: 'Contoso Foods',
    domain: `contoso-${process.pid}-${Date.now().toString(36)}-${++count}.com`,
    industry: 'Food',
    country: 'PT',
    address: { street: 'Rua do Ouro 12', city: 'Porto', region: 'Norte', postalCode: '4150-553' },
    contacts: [
      {
        name: 'Rita Alves',
        email: 'rita.alves@contoso.example',
        phone: '+351 22 000 0000',
        jobTitle: 'CIO',
        consent: true,
      },
    ],
  },
  estimatedAmount: { amountMinor: 12_500_000, currency: 'EUR' },
  expectedCloseDate: '2027-03-31',
  solutionIds: [],
  need: 'Move the reporting of 40 plants to one data platform.',
  confidentialNote: 'Their current contract ends in June.',
  ...changes,
});

/** Drafts and proposes a referral of Northwind to Brightpath. */
export const propose = async (world: World, changes: Record<string, unknown> = {}) => {
  const partnership = world.settings.partnerships[0];
  if (!partnership) throw new Error('the settings name no partnership');
  const draft = await world.northwind.post('/v1/referrals', referralBody(partnership.id, changes));
  if (draft.status !== 201)
    throw new Error(`drafting answered ${draft.status}: ${JSON.stringify(draft.body)}`);
  const proposed = await world.northwind.post(
    `/v1/referrals/${draft.body.id}/propose`,
    {},
    { etag: draft.etag },
  );
  if (proposed.status !== 200)
    throw new Error(`proposing answered ${proposed.status}: ${JSON.stringify(proposed.body)}`);
  return proposed;
};

/** Takes a new referral of Northwind to Brightpath all the way. Gives the path of the opportunity that it became. */
export const opportunityOf = async (world: World): Promise<string> => {
  let { body, etag } = await propose(world);
  for (const [as, verb] of [
    [world.brightpath, 'accept'],
    [world.northwind, 'connect'],
    [world.northwind, 'convert'],
  ] as const) {
    const answer = await as.post(`/v1/referrals/${body.id}/${verb}`, {}, { etag });
    if (answer.status !== 200)
      throw new Error(`${verb} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    ({ body, etag } = answer);
  }
  return `/v1/opportunities/${body.opportunityId}`;
};
