/** What is said when the stack is ready. */
import type { LocalSettings } from './settings.ts';

/** @param seconds from the start of the process; @param settingsFile as the reader would type it */
export function banner(settings: LocalSettings, settingsFile: string, seconds: number): string {
  const { baseUrl, tokenUrl, operator } = settings;
  return `
Cosell is ready (${seconds.toFixed(1)} s)

  API        ${baseUrl}/v1
  Reference  ${baseUrl}/docs
  Mailbox    ${settings.mailboxUrl}
  Console    ${settings.consoleUrl}
  Settings   ${settingsFile}

Try it:
  TOKEN=$(curl -s ${tokenUrl} -u ${operator.clientId}:${operator.clientSecret} -d grant_type=client_credentials \\
    | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')
  curl -s ${baseUrl}/v1/organizations -H "Authorization: Bearer $TOKEN"

Ctrl-C stops it; everything is kept.
`;
}
