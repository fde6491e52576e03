import { parse } from 'tldts-icann';

/**
 * The registrable domain of a domain, host name or web address: lower case, without sub-domains, by the ICANN part of
 * the public suffix list (https://publicsuffix.org). Undefined for addresses, single labels and unknown endings.
 */
export const registrableDomain = (text: string): string | undefined => {
  const { domain, isIp, isIcann } = parse(text.trim().toLowerCase());
  // `.example` and `.test` (RFC 2606) are on no list, and the demo's and everybody's tests live there.
  const reserved = /(?:^|[/.@])([a-z0-9-]{1,63}\.(?:example|test))(?:[/:?#]|$)/.exec(
    text.trim().toLowerCase(),
  )?.[1];
  if (isIp) return undefined;
  return isIcann && domain ? domain : reserved;
};
