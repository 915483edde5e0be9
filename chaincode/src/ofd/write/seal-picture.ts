import { crc32, deflateSync } from 'node:zlib';

/** Samples across one pixel, each way: edges without steps. */
const SAMPLES = 4;
/** Levels of opacity in the palette: the greatest that four bits a pixel hold. */
const LEVELS = 16;
/** 印泥红 */
const RED = [0xe0, 0x1b, 0x1b] as const;
/** Parts of the radius, by the customary proportions of round seals of public bodies. */
const RING_OUTER = 0.98;
const RING_INNER = 0.92;
const THIN_OUTER = 0.86;
const THIN_INNER = 0.845;
const STAR = 0.36;
const STAR_INNER = STAR * 0.381966;

/** Whether a point lies in a five-pointed star around the origin, one point up (y grows downwards). */
function isInStar(x: number, y: number): boolean {
  const radius = Math.hypot(x, y);
  if (radius > STAR) return false;
  const turn = (Math.PI * 2) / 5;
  // Folded onto one half of one point: the star is ten times the same triangle.
  const angle = Math.abs((((Math.atan2(x, -y) % turn) + turn * 1.5) % turn) - turn / 2);
  const [px, py] = [radius * Math.cos(angle), radius * Math.sin(angle)];
  const [nx, ny] = [STAR_INNER * Math.cos(turn / 2), STAR_INNER * Math.sin(turn / 2)];
  return (nx - STAR) * py - ny * (px - STAR) >= 0;
}

function isInked(x: number, y: number): boolean {
  const radius = Math.hypot(x, y);
  if (radius > RING_INNER) return radius <= RING_OUTER;
  if (radius > THIN_INNER) return radius <= THIN_OUTER;
  return isInStar(x, y);
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'ascii'), data]);
  const head = Buffer.alloc(4);
  head.writeUInt32BE(data.length);
  const tail = Buffer.alloc(4);
  tail.writeUInt32BE(crc32(body));
  return Buffer.concat([head, body, tail]);
}

/**
 * A round red seal, two rings and a star, as PNG (ISO/IEC 15948) with a clear background. It bears no text: the seal's
 * name stands in the SES seal, and no font travels with it.
 * @param pixels width and height, an even number
 */
export function drawSealPicture(pixels = 300): Buffer {
  const rows = Buffer.alloc(pixels * (1 + pixels / 2));
  const half = pixels / 2;
  let at = 0;
  for (let row = 0; row < pixels; row++) {
    rows[at++] = 0;
    for (let column = 0; column < pixels; column += 2) {
      rows[at++] = (level(column, row, half) << 4) | level(column + 1, row, half);
    }
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(pixels, 0);
  head.writeUInt32BE(pixels, 4);
  // Four bits a pixel, palette.
  head.set([4, 3, 0, 0, 0], 8);
  const palette = Buffer.from(Array.from({ length: LEVELS }, () => [...RED]).flat());
  const opacity = Buffer.from(
    Array.from({ length: LEVELS }, (_, each) => Math.round((each * 255) / (LEVELS - 1))),
  );
  return Buffer.concat([
    Buffer.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk('IHDR', head),
    chunk('PLTE', palette),
    chunk('tRNS', opacity),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Opacity of a pixel, 0…15. */
function level(column: number, row: number, half: number): number {
  let inked = 0;
  for (let i = 0; i < SAMPLES * SAMPLES; i++) {
    const x = (column + ((i % SAMPLES) + 0.5) / SAMPLES - half) / half;
    const y = (row + (Math.floor(i / SAMPLES) + 0.5) / SAMPLES - half) / half;
    if (isInked(x, y)) inked++;
  }
  return Math.round((inked * (LEVELS - 1)) / (SAMPLES * SAMPLES));
}
