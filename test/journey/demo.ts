import { parseArgs } from 'node:util';
import type { Bilingual, VerdictWord } from '@huren/chaincode/domain';
import { HurenProblem } from '@huren/clients';
import { decisiveFinding, isAsExpected, STEPS, type Step, type StepAnswer } from './steps';
import { ownWorld, runningWorld, type JourneyWorld } from './world';

/** `npm run demo [-- --url URL [--issuer-url URL] [--data DIR] --lang zh|en]`: walks the main journey. */
const USAGE: Bilingual = {
  zh: [
    '用法：npm run demo [-- 选项]',
    '  --url URL         在运行中的网络上走（白城网关，如 http://127.0.0.1:8080）；缺省时自建临时网络',
    '  --issuer-url URL  齐齐哈尔网关；缺省为 --url 的下一个端口',
    '  --data DIR        该网络的数据目录；缺省为 HUREN_DATA 或 ./data',
    '  --lang zh|en      输出语言；缺省按系统语言',
  ].join('\n'),
  en: [
    'Usage: npm run demo [-- options]',
    '  --url URL         walk a running network (Baicheng’s gateway, e.g. http://127.0.0.1:8080); else a temporary one',
    '  --issuer-url URL  Qiqihar’s gateway; default: the port after that of --url',
    '  --data DIR        data folder of that network; default: HUREN_DATA or ./data',
    '  --lang zh|en      language of the output; default: the locale',
  ].join('\n'),
};

const WORDS: Readonly<Record<VerdictWord, Bilingual>> = {
  accept: { zh: '可以采信', en: 'accept' },
  refuse: { zh: '不予采信', en: 'refuse' },
  review: { zh: '人工核验', en: 'review' },
  'cannot-tell': { zh: '无法判断', en: 'cannot tell' },
};

type Language = keyof Bilingual;

function languageOf(given: string | undefined): Language | undefined {
  if (given === undefined) {
    const { LC_ALL, LC_MESSAGES, LANG } = process.env;
    return (LC_ALL ?? LC_MESSAGES ?? LANG ?? '').startsWith('zh') ? 'zh' : 'en';
  }
  return given === 'zh' || given === 'en' ? given : undefined;
}

function nextPort(url: string): string {
  const next = new URL(url);
  const port = next.port === '' ? (next.protocol === 'https:' ? 443 : 80) : Number(next.port);
  next.port = String(port + 1);
  return next.origin;
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      url: { type: 'string' },
      'issuer-url': { type: 'string' },
      data: { type: 'string' },
      lang: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  const language = languageOf(values.lang);
  if (language === undefined) throw new RangeError('--lang zh|en');
  const { url, data = process.env['HUREN_DATA'] ?? 'data' } = values;
  if (url !== undefined && !/^https?:$/.test(URL.canParse(url) ? new URL(url).protocol : '')) {
    throw new RangeError('--url http://…');
  }
  return { language, url, issuerUrl: values['issuer-url'], data, help: values.help === true };
}

async function openWorld({ url, issuerUrl, data }: ReturnType<typeof readOptions>): Promise<JourneyWorld> {
  if (url === undefined) return ownWorld();
  return runningWorld({ relying: url.replace(/\/$/, ''), issuing: issuerUrl ?? nextPort(url) }, data);
}

const COLOURS = { green: 32, red: 31, yellow: 33 } as const;

function paint(text: string, colour: keyof typeof COLOURS): string {
  const isColourful = process.stdout.isTTY && (process.env['NO_COLOR'] ?? '') === '';
  return isColourful ? `\u001b[${String(COLOURS[colour])}m${text}\u001b[0m` : text;
}

/** Step, verdict, and the finding that decides; what came instead where it is not as expected. */
function lines(step: Step, at: number, answer: StepAnswer, language: Language): readonly string[] {
  const isRight = isAsExpected(step, answer);
  const mark = isRight ? paint('✓', 'green') : paint('✗', 'red');
  const verdict = WORDS[answer.verdict][language];
  const finding = decisiveFinding(step, answer);
  const found =
    finding === undefined
      ? answer.findings
          .filter(({ outcome }) => outcome !== 'pass')
          .map(({ check, code }) => `${check}: ${code}`)
      : [`${finding.code}  ${finding.message[language]}`];
  const wanted = WORDS[step.expected.verdict][language];
  return [
    `${mark} ${String(at + 1).padStart(2)}  ${step.name[language]}`,
    `       → ${paint(verdict, answer.verdict === 'accept' ? 'green' : answer.verdict === 'refuse' ? 'red' : 'yellow')}  ${found.join(', ')}`,
    ...(isRight
      ? []
      : [
          language === 'zh'
            ? `       应为 ${wanted} ${step.expected.code}`
            : `       expected ${wanted} ${step.expected.code}`,
        ]),
  ];
}

async function walk(world: JourneyWorld, language: Language): Promise<number> {
  let wrong = 0;
  for (const [at, step] of STEPS.entries()) {
    try {
      const answer = await step.run(world);
      if (!isAsExpected(step, answer)) wrong += 1;
      console.log(lines(step, at, answer, language).join('\n'));
    } catch (error) {
      if (!(error instanceof HurenProblem)) throw error;
      wrong += 1;
      console.log(
        `${paint('✗', 'red')} ${String(at + 1).padStart(2)}  ${step.name[language]}\n       → ${error.message}`,
      );
    }
  }
  return wrong;
}

async function main(): Promise<number> {
  let options: ReturnType<typeof readOptions>;
  try {
    options = readOptions();
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : ''}\n${USAGE.zh}\n${USAGE.en}`);
    return 2;
  }
  const { language } = options;
  if (options.help) {
    console.log(USAGE[language]);
    return 0;
  }
  const where = options.url ?? (language === 'zh' ? '自建的临时网络' : 'a temporary network of its own');
  console.log(language === 'zh' ? `主要旅程：${where}\n` : `The main journey, on ${where}\n`);
  const world = await openWorld(options);
  try {
    const wrong = await walk(world, language);
    const right = STEPS.length - wrong;
    const total = `${String(right)}/${String(STEPS.length)}`;
    console.log(language === 'zh' ? `\n${total} 步符合预期` : `\n${total} steps as expected`);
    return wrong === 0 ? 0 : 1;
  } finally {
    await world.close();
  }
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const { code } = error as { readonly code?: unknown };
    const text = error instanceof Error ? error.message : String(error);
    console.error(
      code === 'ENOENT'
        ? `数据目录中没有演示身份或示例证照，请用 --data 或 HUREN_DATA 指定该网络的数据目录 / the data folder has no demo identities or samples: name the network's data folder by --data or HUREN_DATA (${text})`
        : text,
    );
    process.exitCode = 1;
  },
);
