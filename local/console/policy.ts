/** Content security policies: records and mails may hold anything, so nothing inline ever runs. */
import type { Page } from './pages.ts';

/** Assets need nothing. */
export const assetPolicy = "default-src 'none'";

/**
 * A page runs the console's own scripts and talks to its own origin. A framed mail inherits the policy of its page,
 * and mails are styled inline: their page allows inline style, never inline script.
 */
export function pagePolicy(page: Page): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self'${page.framesMail ? " 'unsafe-inline'" : ''}`,
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
