import { join, relative } from 'node:path';
import type { Step } from '@huren/network/operator';
import type { SeedProgress } from './seed';
import { holderKeyFile, identityFile, operatorFile, sampleFile, samplePageFile, sealFolder } from './seed';
import type { DemoOffer } from './offers';
import type { RunningDemo } from './start';
import { cityOf, departmentOf, LICENCE_TOTAL, MATTER } from './world';

const STEPS: Readonly<Record<SeedProgress['step'], readonly [zh: string, en: string]>> = {
  found: ['建网、登记、签约', 'founding, registrations, agreements'],
  issue: ['各地部门签发证照', 'departments issue licences'],
};

/** Progress of a first start: one line that is rewritten on a terminal, whole lines elsewhere at each step's end. */
export function progressPrinter(out: NodeJS.WriteStream): (progress: SeedProgress) => void {
  return ({ step, done, total }) => {
    const [zh, en] = STEPS[step];
    const line = `  ${zh} / ${en}: ${String(done)}/${String(total)}`;
    if (out.isTTY) out.write(`\r${line}${done === total ? '\n' : ''}`);
    else if (done === total) out.write(`${line}\n`);
  };
}

/** Steps of a network that comes up, each in a line with its time. */
export function stepPrinter(out: NodeJS.WriteStream): (step: Step) => void {
  return ({ words, state, ms }) => {
    if (state === 'begun') return;
    const kept = state === 'kept' ? '（保留 / kept）' : '';
    out.write(`  ${words.zh} / ${words.en}${kept}: ${(ms / 1000).toFixed(1)} s\n`);
  };
}

/** What runs, where its data is, and what to try next, in Chinese and English. */
export function banner(demo: RunningDemo, dataPath: string, offers: readonly DemoOffer[] = []): string {
  const here = (path: string): string => quoted(relative(process.cwd(), path) || '.');
  const [first] = demo.served;
  const relying = departmentOf(first?.member ?? '220800', 'hall');
  const url = first?.url ?? '';
  const identity = here(identityFile(demo.folders, relying.code));
  const licence = here(sampleFile(demo.folders, 'business-licence'));
  const page = here(samplePageFile(demo.folders, 'business-licence'));
  const seals = sealFolder(demo.folders);
  const deed = here(sampleFile(demo.folders, 'title-deed'));
  const deedHolder = here(holderKeyFile(demo.folders, 'title-deed'));
  const served = demo.served.map(({ member, url: at }) => {
    const { place } = cityOf(member);
    return `  ${at}  ${place.zh} ${place.en} (${member})`;
  });
  return [
    '',
    'Huren 互认：演示网络已就绪 / the demo network is ready',
    ...served,
    `  ${at('接口文档', 'API')}: ${url}/docs   ${at('账本', 'ledger')}: ${url}/v1/ledger`,
    `  ${at('数据', 'data')}: ${here(dataPath)}   ${at('身份', 'identities')}: ${here(demo.folders.identities)}   ${at('示例证照', 'sample licences')}: ${here(demo.folders.licences)}`,
    demo.seed === 'seeded'
      ? `  首次启动：已通过合约建网；${String(LICENCE_TOTAL)} 余件演示证照中的其余部分正在后台签发 / first start: founded through the contracts; the others of over ${String(LICENCE_TOTAL)} demo licences are being issued meanwhile`
      : '  已有数据，未重复播种 / the data was there already, nothing was seeded again',
    '',
    `试一试 / try: 一件齐齐哈尔营业执照，在${cityOf(relying.member).place.zh}办理道路货运许可 / a Qiqihar business licence, for a freight permit in ${cityOf(relying.member).place.en}`,
    `  export HUREN_URL=${url} HUREN_KEY=${identity}`,
    `  npx huren verify ${licence} --matter ${MATTER.freightPermit}`,
    `  curl -s $HUREN_URL/v1/verifications -H "Authorization: Bearer $(npx huren token)" -H 'Content-Type: application/json' \\`,
    `    -d "{\\"credential\\": $(cat ${licence}), \\"matter\\": \\"${MATTER.freightPermit}\\"}"`,
    `版式文件（OFD，SES 印章）亦可 / and its page form, an OFD file under an SES seal:`,
    `  npx huren verify ${page} --matter ${MATTER.freightPermit}`,
    `  npx huren seal inspect ${page} --trust ${here(join(seals, 'root.cer'))} --maker ${here(join(seals, 'maker.cer'))}`,
    '',
    '再试持证主体亮证：不动产权证办理公积金提取 / and with its holder presenting: a title deed, to withdraw from the housing fund',
    `  npx huren presentation request --matter ${MATTER.fundWithdrawal} --out ask.json`,
    `  npx huren presentation make ${deed} ask.json --holder-key ${deedHolder} --out shown.json`,
    `  npx huren verify shown.json --matter ${MATTER.fundWithdrawal} --nonce $(node -p "require('./ask.json').nonce")`,
    '',
    ...(offers.length === 0 ? [] : ['手机证照夹：打开链接领取 / a wallet: claim by a link']),
    ...offers.flatMap(({ words, name, idNumber, link }) => [
      `  ${words.zh} / ${words.en}（演示核身 demo identity: ${name}，${idNumber}）`,
      `    ${link}`,
    ]),
    ...(offers.length === 0 ? [] : ['']),
    '成员自己的决定（动议、协议、协同组）由其运维身份签署 / what members decide is signed by their operator:',
    `  HUREN_KEY=${here(operatorFile(demo.folders, relying.member))} npx huren agreement propose --help`,
    '',
    '走完整个旅程 / the whole journey: npm run demo      停止 / stop: Ctrl+C',
    '',
  ].join('\n');
}

function at(zh: string, en: string): string {
  return `${zh} ${en}`;
}

/** As a shell takes it in one piece. */
function quoted(path: string): string {
  const plain = path.startsWith('-') ? join('.', path) : path;
  return /^[\w./-]+$/.test(plain) ? plain : `'${plain.replaceAll("'", "'\\''")}'`;
}
