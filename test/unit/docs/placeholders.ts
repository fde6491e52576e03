/** What varies from one item to the next, by the name that a reader knows it by. */
const patterns: readonly (readonly [RegExp, string])[] = [
  [/^LINK#[\w-]{43}$/, 'LINK#<hash of the link>'],
  [/^ONCE#\S+#[\w-]{43}$/, 'ONCE#<organization>#<hash of the key>'],
  [/^PAIR#org_\w{26}#org_\w{26}$/, 'PAIR#<one organization>#<other organization>'],
  [/^POLICY#\w+$/, 'POLICY#<kind>'],
  [/^CLIENT#[\w-]+$/, 'CLIENT#<client>'],
  [/^EMAIL#\S+$/, 'EMAIL#<address>'],
  [/#contoso-foods\.com$/, '#<customer domain>'],
  [/\d{4}-\d\d-\d\dT[\d:.]{12}Z/, '<instant>'],
  [/#mail-[\w-]{43}-\w+$/, '#mail-<hash of the link>-<status>'],
  [/\d{8}\.\d\d(?:\.\d{12}\.\d)?/, '<sequence>'],
  [/^LEDGERS#\d+$/, 'LEDGERS#<shard>'],
  [/(?<=^ENTRY#<instant>#)\d{12}$/, '<number of the entry>'],
];
const ids = {
  org: 'organization',
  mem: 'member',
  prt: 'partnership',
  rfl: 'referral',
  opp: 'opportunity',
  fpr: 'fund program',
  fnd: 'fund',
  fpp: 'fund proposal',
  fcl: 'fund claim',
  pay: 'payout',
  apr: 'approval',
  dlg: 'delegation',
  att: 'attachment',
  evt: 'event',
} as const;

/** A key with what varies in it named: `ORG#org_01J…` becomes `ORG#<organization>`. */
export const keyPattern = (key: string): string =>
  patterns
    .reduce((text, [pattern, name]) => text.replace(pattern, name), key)
    .replaceAll(
      new RegExp(`\\b(${Object.keys(ids).join('|')})_\\w{26}`, 'g'),
      (_, kind: keyof typeof ids) => `<${ids[kind]}>`,
    );

/** The partition of an index: organisation and kind stay, the status is named. */
export const shelfPattern = (key: string): string => {
  if (key.startsWith('OUTBOX#')) return 'OUTBOX#<hour>#<shard>';
  const [org, id, kind, status] = key.split('#');
  return [org, keyPattern(String(id)), kind, ...(status ? ['<status>'] : [])].join('#');
};
