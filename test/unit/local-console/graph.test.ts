import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { asset } from './asset.ts';
import { definition, failedRun } from './fixtures.ts';

const { graphOf, captionOf } = await asset('asl.js');
const { layoutOf } = await asset('layout.js');
const { crossings, ordered } = await asset('layout-order.js');
const { dueOf, marksOf, nestedOf, parentOf, statesOf, wayOf, START, END } = await asset('history.js');

interface Box {
  id: string;
  x: number;
  y: number;
  width: number;
  height: number;
  inner: Drawing[];
}
interface Line {
  from: string;
  to: string;
  kind: string;
  label: string;
  points: { x: number; y: number }[];
}
interface Drawing {
  width: number;
  height: number;
  boxes: Box[];
  lines: Line[];
}

const apart = (a: Box, b: Box): boolean =>
  a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;

const checkDrawing = ({ boxes, lines, width, height }: Drawing): void => {
  boxes.forEach((box, index) => {
    for (const other of boxes.slice(index + 1))
      expect([box.id, other.id, apart(box, other)]).toEqual([box.id, other.id, true]);
    expect(box.x).toBeGreaterThanOrEqual(-0.5);
    expect(box.x + box.width).toBeLessThanOrEqual(width + 0.5);
    expect(box.y + box.height).toBeLessThanOrEqual(height + 0.5);
    for (const drawing of box.inner) checkDrawing(drawing);
  });
  for (const { points } of lines) for (const { x, y } of points) expect(Number.isFinite(x + y)).toBe(true);
};
const boxIn = ({ boxes }: Drawing, id: string): Box => boxes.find((box) => box.id === id) as Box;

describe('a definition as a graph', () => {
  const { vertices, ways } = graphOf(definition);

  test('has all states, a start and an end', () => {
    expect(vertices.map(({ id }: Box) => id)).toEqual([START, ...Object.keys(definition.States), END]);
  });

  test('choices are labelled by their condition, catches by what they catch, in few words', () => {
    const labels = ways
      .filter(({ label }: Line) => label)
      .map(({ from, to, kind, label }: Line) => [from, to, kind, label]);
    expect(labels).toContainEqual(['Large?', 'Ask in parallel', 'choice', 'amountMinor >= 5000000']);
    expect(labels).toContainEqual(['Large?', 'Pay', 'choice', 'otherwise']);
    expect(labels).toContainEqual(['Pay', 'Tell the operator', 'catch', 'TaskFailed, Timeout']);
  });

  test('states say what they do', () => {
    const task = (Resource: string) => captionOf({ Type: 'Task', Resource });
    expect(task('arn:aws:states:::lambda:invoke.waitForTaskToken')).toBe('Lambda, waits for an answer');
    expect(task('arn:aws:states:::states:startExecution.sync:2')).toBe('Nested run');
    expect(task('arn:aws:states:::sqs:sendMessage')).toBe('sqs sendMessage');
    expect(task('arn:aws:lambda:us-east-1:123456789012:function:pay')).toBe('Lambda');
  });
});

describe('layout', () => {
  const drawing: Drawing = layoutOf(graphOf(definition));

  test('no two states overlap, inside or out, and all lie within the drawing', () => checkDrawing(drawing));

  test('the way leads downwards, and a way back upwards', () => {
    const order = [START, 'Read the claim', 'Large?', 'Ask in parallel', 'Pay', 'Paid', END];
    const tops = order.map((id) => boxIn(drawing, id).y);
    expect(tops).toEqual(tops.toSorted((a, b) => a - b));
    const back = drawing.lines.find(
      ({ from, to }) => from === 'Wait for the proof' && to === 'Read the claim',
    ) as Line;
    expect(back.points[0]?.y).toBeGreaterThan(back.points.at(-1)?.y as number);
  });

  test('what is in a Parallel or Map lies in its box', () => {
    const parallel = boxIn(drawing, 'Ask in parallel');
    expect(parallel.inner.flatMap(({ boxes }) => boxes.map(({ id }) => id))).toEqual([
      'Ask finance',
      'For each approver of the business side',
    ]);
    expect(parallel.width).toBeGreaterThan(parallel.inner.reduce((sum, { width }) => sum + width, 0));
  });

  test('a chain stands in one line', () => {
    const chain = {
      StartAt: 'A',
      States: {
        A: { Type: 'Pass', Next: 'A long name in the middle' },
        'A long name in the middle': { Type: 'Pass', Next: 'C' },
        C: { Type: 'Succeed' },
      },
    };
    const middles = layoutOf(graphOf(chain)).boxes.map(({ x, width }: Box) => Math.round(x + width / 2));
    expect(new Set(middles).size).toBe(1);
  });

  test('any machine can be laid out, however its states lead to one another', () => {
    const machine = fc.integer({ min: 1, max: 9 }).chain((count) => {
      const state = fc.record({
        next: fc.array(fc.nat(count - 1), { maxLength: 3 }),
        caught: fc.array(fc.nat(count - 1), { maxLength: 1 }),
      });
      return fc.array(state, { minLength: count, maxLength: count });
    });
    fc.assert(
      fc.property(machine, (states) => {
        const written = states.map(({ next, caught }, index) => [
          `S${index}`,
          {
            Type: 'Choice',
            Choices: next.map((to) => ({ Condition: '{% $x %}', Next: `S${to}` })),
            Catch: caught.map((to) => ({ ErrorEquals: ['States.ALL'], Next: `S${to}` })),
          },
        ]);
        checkDrawing(layoutOf(graphOf({ StartAt: 'S0', States: Object.fromEntries(written) })));
      }),
      { numRuns: 150 },
    );
  });

  test('links that cross are uncrossed', () => {
    const layers = [
      [{ id: 'a' }, { id: 'b' }],
      [{ id: 'c' }, { id: 'd' }],
    ];
    const links = [
      ['a', 'd'],
      ['b', 'c'],
    ];
    expect(crossings(layers, links)).toBe(1);
    expect(crossings(ordered(layers, links), links)).toBe(0);
  });
});

describe('history', () => {
  test('an event without a name belongs to the state that it follows', () => {
    const states = statesOf(failedRun.history);
    expect([states.get(9), states.get(10), states.get(1)]).toEqual([
      'Ask finance',
      'Ask in parallel',
      undefined,
    ]);
  });

  test('marks what ran, how it went on and where it failed', () => {
    const { entered, failed, taken, current } = marksOf(failedRun);
    expect(entered.get('Large?')).toBe(1);
    expect(entered.has('Pay')).toBe(false);
    expect([...failed]).toEqual(['Failed']);
    expect(current.size).toBe(0);
    for (const way of [
      [START, 'Read the claim'],
      ['Large?', 'Ask in parallel'],
      ['Ask in parallel', 'Tell the operator'],
      ['Failed', END],
    ]) {
      expect([...taken]).toContain(wayOf(way[0], way[1]));
    }
    expect([...taken]).not.toContain(wayOf('Large?', 'Pay'));
  });

  const arn = 'arn:aws:states:us-east-1:123456789012:execution:approval:rfl_1-2';
  test('names the nested and the parent execution', () => {
    const submitted = { taskSubmittedEventDetails: { output: JSON.stringify({ ExecutionArn: arn }) } };
    expect(nestedOf(submitted)).toBe('approval:rfl_1-2');
    expect(nestedOf({ taskSubmittedEventDetails: { output: 'not JSON' } })).toBeUndefined();
    expect(parentOf(failedRun)).toBe('funds:fnd_1-2');
    expect(parentOf({ input: null })).toBeUndefined();
  });

  test('knows when time runs out for what stands now', () => {
    const scheduled = {
      id: 2,
      previousEventId: 1,
      type: 'TaskScheduled',
      timestamp: '2027-01-04T09:00:00.000Z',
      taskScheduledEventDetails: { timeoutInSeconds: 259_200 },
    };
    const entered = {
      id: 1,
      previousEventId: 0,
      type: 'TaskStateEntered',
      timestamp: '2027-01-04T09:00:00.000Z',
      stateEnteredEventDetails: { name: 'Ask' },
    };
    const run = { status: 'RUNNING', currentStates: ['Ask'], history: [entered, scheduled] };
    expect(dueOf(run)).toBe(Date.parse('2027-01-07T09:00:00.000Z'));
    expect(dueOf({ ...run, currentStates: ['Elsewhere'] })).toBeUndefined();
    expect(dueOf({ ...run, status: 'SUCCEEDED' })).toBeUndefined();
  });
});
