import type { Gap } from './gaps.ts';

/** Jest's report, as far as it is read here. */
export interface Report {
  testResults: {
    /** Absolute path. */
    name: string;
    message: string;
    assertionResults: { fullName: string; status: string }[];
  }[];
}

export interface Verdict {
  passed: number;
  /** Why the deployment is not verified; empty when it is. */
  faults: string[];
}

/** Holds a report against the known gaps: all that is not a gap passes, and all gaps are gaps still. */
export const judge = (report: Report, root: string, gaps: readonly Gap[]): Verdict => {
  const files = report.testResults.map(({ name, ...rest }) => ({ file: name.slice(root.length), ...rest }));
  const tests = files.flatMap(({ file, assertionResults }) =>
    assertionResults.map(({ fullName, status }) => ({ file, test: fullName, status })),
  );
  const same = (one: { file: string; test: string }, other: { file: string; test: string }): boolean =>
    one.file === other.file && one.test === other.test;
  const failed = tests.filter((one) => one.status !== 'passed' && !gaps.some((gap) => same(gap, one)));
  const broken = files.filter(({ assertionResults }) => assertionResults.length === 0);
  const gone = gaps.filter((gap) => !tests.some((one) => same(gap, one)));
  const closed = gaps.filter((gap) => tests.some((one) => same(gap, one) && one.status === 'passed'));
  return {
    passed: tests.filter(({ status }) => status === 'passed').length,
    faults: [
      ...(tests.length === 0 ? ['no test has run'] : []),
      ...broken.map(({ file, message }) => `${file} did not run: ${message}`),
      ...failed.map(({ file, test, status }) => `${status}: ${file}: ${test}`),
      ...gone.map(({ file, test }) => `there is no such test, take it off the gaps: ${file}: ${test}`),
      ...closed.map(({ file, test }) => `it passes, take it off the gaps: ${file}: ${test}`),
    ],
  };
};
