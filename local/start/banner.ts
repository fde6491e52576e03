/** What is said when the stack is ready. */
import type { LocalSettings } from './settings.ts';

/** @param seconds from the start of the process; @param settingsFile as the reader would type it */
export function banner(settings: LocalSettings, settingsFile: string, seconds: number): string {
  return `
Cosell is ready (${seconds.toFixed(1)} s)

  API        ${settings.baseUrl}/v1
  Reference  ${settings.baseUrl}/docs
  Mailbox    ${settings.mailboxUrl}
  Console    ${settings.consoleUrl}
  Settings   ${settingsFile}
${example(settings)}
Ctrl-C stops it; everything is kept.
`;
}

interface Client {
  name: string;
  clientId: string;
  clientSecret: string;
}

/** Lines to paste: a referral from the first organisation to its first partner. Empty where there are none. */
function example({ baseUrl, tokenUrl, organizations, partnerships }: LocalSettings): string {
  const [sender] = organizations as Client[];
  const [partnership] = partnerships as { id: string }[];
  if (!sender || !partnership) return '';
  const read = (field: string): string => `node -p 'JSON.parse(fs.readFileSync(0)).${field}'`;
  const draft = {
    partnershipId: partnership.id,
    title: 'Data platform for Contoso Foods',
    customer: { name: 'Contoso Foods', domain: 'contoso-foods.com', country: 'PT' },
    estimatedAmount: { amountMinor: 12_500_000, currency: 'EUR' },
    need: 'One data platform for 40 plants',
  };
  return `
Propose a referral as ${sender.name} (paste all; then open the mailbox, follow the link in the mail, and accept):

  TOKEN=$(curl -s ${tokenUrl} -u ${sender.clientId}:${sender.clientSecret} \\
    -d grant_type=client_credentials | ${read('access_token')})
  ID=$(curl -s ${baseUrl}/v1/referrals -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \\
    -H 'Idempotency-Key: first-draft' -d '${JSON.stringify(draft)}' | ${read('id')})
  curl -s -X POST ${baseUrl}/v1/referrals/$ID/propose -H "Authorization: Bearer $TOKEN" \\
    -H 'Idempotency-Key: first-proposal' -H 'If-Match: "1"'
`;
}
