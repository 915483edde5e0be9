import { departmentOf } from '@huren/gateway/demo';
import { decisiveFinding, STEPS } from './steps';
import { ownWorld, type JourneyWorld } from './world';

describe('a Qiqihar licence, verified in Baicheng', () => {
  let world: JourneyWorld;

  beforeAll(async () => {
    world = await ownWorld();
  }, 180_000);
  afterAll(() => world.close());

  test.each(STEPS.map((step) => [step.name.en, step] as const))('%s', async (_name, step) => {
    const answer = await step.run(world);
    const codes = answer.findings.map(({ code }) => code);
    expect([answer.verdict, codes]).toEqual([
      step.expected.verdict,
      expect.arrayContaining([step.expected.code]),
    ]);
    expect(decisiveFinding(step, answer)).toBeDefined();
    expect(step.expected.also?.(answer) ?? true).toBe(true);
  });

  test('the demo’s halls deviate in a name and in a list of materials, and in nothing else', async () => {
    const { items } = await world.relying.drift({});
    expect(items.map(({ element, authority }) => [element, authority]).sort()).toEqual([
      ['materials', departmentOf('230600', 'hall').code],
      ['name', departmentOf('220700', 'hall').code],
    ]);
  });
});
