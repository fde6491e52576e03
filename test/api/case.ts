import type { Partner } from '../support/partner.ts';
import type { World } from '../support/world.ts';

/** One good request of a route: who sends it, about what. Each preparation makes fresh records, so that each can be sent once. */
export interface Prepared {
  as: Partner;
  path: string;
  body?: unknown;
  etag?: string;
}
/** A request that its state forbids, and the code that says so. */
export interface Refused extends Prepared {
  code: string;
}
export interface Case {
  prepare: (world: World) => Promise<Prepared>;
  /** Routes that act: one for each refusal of their own. */
  refusals?: ((world: World) => Promise<Refused>)[];
}
