import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

const [WIDTH, HEIGHT] = [640, 480];
const FRAMES = 5;
const [BLACK, WHITE] = [16, 235];

/** Modules of a QR code, drawn by the pages' own library, which only modules of ECMAScript can import. */
function modulesOf(text: string): readonly (readonly boolean[])[] {
  const script =
    "import encodeQR from 'qr'; console.log(JSON.stringify(encodeQR(process.argv[1], 'raw', { border: 4 })))";
  const args = ['--input-type=module', '-e', script, text];
  const cwd = resolve(__dirname, '../..');
  return JSON.parse(execFileSync(process.execPath, args, { cwd, encoding: 'utf8' })) as boolean[][];
}

/** Writes a film (YUV4MPEG2, 4:2:0) of a code that is held still, and answers what Chromium takes it for a camera by. */
export function cameraShowing(text: string, path: string): readonly string[] {
  const modules = modulesOf(text);
  const side = Math.floor(HEIGHT / modules.length);
  const luma = Buffer.alloc(WIDTH * HEIGHT, WHITE);
  for (const [row, line] of modules.entries()) {
    for (const [column, isDark] of line.entries()) {
      if (!isDark) continue;
      for (let y = 0; y < side; y++) {
        const from = (row * side + y) * WIDTH + column * side;
        luma.fill(BLACK, from, from + side);
      }
    }
  }
  const chroma = Buffer.alloc((WIDTH * HEIGHT) / 2, 128);
  const head = Buffer.from(`YUV4MPEG2 W${String(WIDTH)} H${String(HEIGHT)} F10:1 Ip A1:1 C420mpeg2\n`);
  const frames = Array.from({ length: FRAMES }, () => [Buffer.from('FRAME\n'), luma, chroma]).flat();
  writeFileSync(path, Buffer.concat([head, ...frames]));
  return [
    '--use-fake-ui-for-media-stream',
    '--use-fake-device-for-media-stream',
    `--use-file-for-fake-video-capture=${path}`,
  ];
}
