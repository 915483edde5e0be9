/** What browsers that have it call BarcodeDetector (W3C Shape Detection); absent on Linux Chromium. */
interface NativeDetector {
  detect(source: CanvasImageSource): Promise<readonly { readonly rawValue: string }[]>;
}
interface NativeDetectorClass {
  new (options: { formats: readonly string[] }): NativeDetector;
  getSupportedFormats(): Promise<readonly string[]>;
}

/** Longest side in pixels of the frames that are searched: a code at arm's length fills enough of them. */
const frameSide = 960;

/** Where the browser has no detector of its own; it comes when somebody first scans. */
const decoder = () => import('qr/decode.js');

/** The browser's own detector, where it reads QR codes: the class may be there without a service behind it. */
async function nativeDetector(): Promise<NativeDetector | undefined> {
  const found = (globalThis as { BarcodeDetector?: NativeDetectorClass }).BarcodeDetector;
  if (found === undefined) return undefined;
  try {
    const formats = await found.getSupportedFormats();
    return formats.includes('qr_code') ? new found({ formats: ['qr_code'] }) : undefined;
  } catch {
    return undefined;
  }
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
  return (await codeReader())(bitmap);
}

type CodeReader = (source: HTMLVideoElement | ImageBitmap) => Promise<string | undefined>;

/** Reads one picture after the other, by the browser's own detector until that fails, then by the library. */
async function codeReader(): Promise<CodeReader> {
  const canvas = document.createElement('canvas');
  let native = await nativeDetector();
  return async (source) => {
    // A camera that has not begun shows nothing yet, to neither.
    if (source instanceof HTMLVideoElement && source.videoWidth === 0) return undefined;
    try {
      if (native !== undefined) return (await native.detect(source))[0]?.rawValue;
    } catch {
      native = undefined;
    }
    const pixels = pixelsOf(source, canvas);
    if (pixels === undefined) return undefined;
    const { default: decodeQR } = await decoder();
    try {
      return decodeQR(pixels);
    } catch {
      // The library throws where a frame holds no code.
      return undefined;
    }
  };
}

/** Reads codes from a playing camera until one is found or `signal` ends it. */
export async function codeFromCamera(
  video: HTMLVideoElement,
  signal: AbortSignal,
): Promise<string | undefined> {
  const read = await codeReader();
  while (!signal.aborted) {
    const text = await read(video).catch(() => undefined);
    if (text !== undefined) return text;
    await new Promise((next) => requestAnimationFrame(next));
  }
  return undefined;
}
