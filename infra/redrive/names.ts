import type { Stage } from '../stage.ts';

/** The name by which the operator's command finds the function that sends again what the relay set aside. */
export const redriveName = (stage: Stage): string => `cosell-${stage.name}-redrive`;
/** The queue with what the relay set aside. */
export const setAsideName = (stage: Stage): string => `cosell-${stage.name}-relay-dead-letters`;
