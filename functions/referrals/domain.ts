import { domainToASCII } from 'node:url';
import { getDomain } from 'tldts-icann';

/** Endings under which nobody can register: of one's own network, or reserved (RFC 6761, 6762, 7686, 9476, 3172). */
const privateEnding = /\.(?:local|localhost|internal|invalid|onion|alt|arpa)$/;

/**
 * The registrable domain of a domain, host name or web address: lower case, in its ASCII form, without sub-domains, by
 * the ICANN part of the public suffix list (https://publicsuffix.org; an ending on no list counts as one label, which is
 * how the list itself has it). Undefined for addresses, single labels, public suffixes and endings of private networks.
 */
export const registrableDomain = (text: string): string | undefined => {
  const domain = getDomain(text.trim().toLowerCase());
  const ascii = domain && domainToASCII(domain);
  return ascii && !privateEnding.test(ascii) ? ascii : undefined;
};
