import { create, replace, type Step, stale } from '../platform/change.ts';
import { type Calendar, defaultCalendar } from '../platform/days.ts';
import { type RecordHead, recordOf } from '../platform/record.ts';
import type { Item, Table } from '../platform/table.ts';

/** Item: an organisation's business calendar (`ORG#org_…` CALENDAR). */
export const calendarKey = (organizationId: string) => ({ pk: `ORG#${organizationId}`, sk: 'CALENDAR' });

export type KeptCalendar = Calendar & RecordHead;

/** The calendar in an item that was read together with others; what holds by default where none was set. */
export const calendarOf = (item: Item | undefined): Calendar =>
  item ? recordOf<KeptCalendar>(item) : defaultCalendar();

export const getCalendar = async (
  organizationId: string,
  table: Table,
): Promise<KeptCalendar | undefined> => {
  const item = await table.get(calendarKey(organizationId));
  return item && recordOf<KeptCalendar>(item);
};

export const putCalendarStep = (
  organizationId: string,
  table: Table,
  before: KeptCalendar | undefined,
  after: KeptCalendar,
): Step => {
  const item = {
    ...calendarKey(organizationId),
    entity: 'calendar',
    revision: after.revision,
    body: JSON.stringify(after),
  };
  return before ? replace(table, item, { revision: before.revision }, stale) : create(table, item, stale);
};
