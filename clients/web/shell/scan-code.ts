/** What browsers that have it call BarcodeDetector (W3C Shape Detection); absent on Linux Chromium. */
interface NativeDetector {
  detect(source: CanvasImageSource): Promise<readonly { readonly rawValue: string }[]>;
}
type NativeDetectorClass = new (options: { formats: readonly string[] }) => NativeDetector;

/** Longest side in pixels of the frames that are searched: a code at arm's length fills enough of them. */
const frameSide = 960;

/** Where the browser has no detector of its own; it comes when somebody first scans. */
const decoder = () => import('qr/decode.js');

function nativeDetector(): NativeDetector | undefined {
  const found = (globalThis as { BarcodeDetector?: NativeDetectorClass }).BarcodeDetector;
  return found === undefined ? undefined : new found({ formats: ['qr_code'] });
}

function pixelsOf(source: HTMLVideoElement | ImageBitmap, canvas: HTMLCanvasElement): ImageData | undefined {
  const [wide, high] =
    source instanceof HTMLVideoElement
      ? [source.videoWidth, source.videoHeight]
      : [source.width, source.height];
  if (wide === 0 || high === 0) return undefined;
  const scale = Math.min(1, frameSide / Math.max(wide, high));
  canvas.width = Math.round(wide * scale);
  canvas.height = Math.round(high * scale);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context?.drawImage(source, 0, 0, canvas.width, canvas.height);
  return context?.getImageData(0, 0, canvas.width, canvas.height);
}

/** The text of the QR code in a picture, or undefined where none is found. */
export async function codeInPicture(file: Blob): Promise<string | undefined> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    return undefined;
  }
  return codeIn(bitmap, document.createElement('canvas'), nativeDetector());
}

async function codeIn(
  source: HTMLVideoElement | ImageBitmap,
  canvas: HTMLCanvasElement,
  native: NativeDetector | undefined,
): Promise<string | undefined> {
  if (native !== undefined) return (await native.detect(source))[0]?.rawValue;
  const pixels = pixelsOf(source, canvas);
  if (pixels === undefined) return undefined;
  const { default: decodeQR } = await decoder();
  try {
    return decodeQR(pixels);
  } catch {
    // The library throws where a frame holds no code.
    return undefined;
  }
}

/** Reads codes from a playing camera until one is found or `signal` ends it. */
export async function codeFromCamera(
  video: HTMLVideoElement,
  signal: AbortSignal,
): Promise<string | undefined> {
  const canvas = document.createElement('canvas');
  const native = nativeDetector();
  while (!signal.aborted) {
    const text = await codeIn(video, canvas, native).catch(() => undefined);
    if (text !== undefined) return text;
    await new Promise((next) => requestAnimationFrame(next));
  }
  return undefined;
}
