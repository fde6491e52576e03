import { applyReport } from '../approvals/reports.ts';
import { systemClock } from '../platform/clock.ts';
import { log } from '../platform/log.ts';
import { connect, openTable, tableName } from '../platform/table.ts';
import { readReport } from './report.ts';

/**
 * What SES says became of our mails, into the table. SES publishes at best effort, in any order and perhaps twice
 * (https://docs.aws.amazon.com/ses/latest/dg/monitoring-eventbridge.html): a report that is lost is made up for by
 * the next reminder's, and until then by the clock, which escalates all the same.
 */
const table = openTable(connect(), tableName());

/** Lambda entry: one event of the rule on the default bus. */
export const handler = async (event: { 'detail-type': string; detail: unknown }): Promise<void> => {
  const report = readReport(event.detail);
  const outcome = report ? await applyReport(table, report, systemClock) : 'nothing to note';
  log(outcome === 'unknown' ? 'warn' : 'info', 'mail report', {
    type: event['detail-type'],
    outcome,
    ...(report && { status: report.status }),
  });
};
