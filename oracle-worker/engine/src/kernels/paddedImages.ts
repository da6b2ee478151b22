import { PAD_IMAGES } from "../../assembly/operations.ts";
import type { Engine } from "../createEngine.ts";

/** Images one after the other, [images, height, width, channels]. */
export type Images = { address: number; images: number; height: number; width: number; channels: number };

/** The side of an image with its padding, and how much of it lies above or before the image. */
export type Padding = { above: number; before: number; height: number; width: number };

/** Some of the images, with their padding; `first` of them all. */
export type PaddedImages = Images & { first: number };

/** The most memory that padded copies take, unless one image alone takes more. */
const MAX_COPY_BYTES = 2 ** 24;

/**
 * Gives `use` the images with zeros around them, a few at a time and in order, so that the copies stay small. Where
 * nothing lies outside, all at once and where they are.
 */
export function forPaddedImages(
  engine: Engine,
  images: Images,
  padding: Padding,
  use: (padded: PaddedImages) => void,
): void {
  const { above, before, height, width } = padding;
  if (above === 0 && before === 0 && height <= images.height && width <= images.width) {
    use({ ...images, first: 0 });
    return;
  }
  const { channels } = images;
  // Longer than wanted where the image reaches further: copies keep whole rows.
  const paddedHeight = Math.max(height, above + images.height);
  const paddedWidth = Math.max(width, before + images.width);
  const imageBytes = 4 * paddedHeight * paddedWidth * channels;
  const atOnce = Math.min(images.images, Math.max(1, Math.floor(MAX_COPY_BYTES / imageBytes)));
  const address = engine.alloc(atOnce * imageBytes);
  try {
    for (let first = 0; first < images.images; first += atOnce) {
      const count = Math.min(atOnce, images.images - first);
      engine.run(PAD_IMAGES, [
        images.address + 4 * first * images.height * images.width * channels,
        address,
        count,
        images.height,
        images.width * channels,
        above,
        before * channels,
        paddedHeight,
        paddedWidth * channels,
      ]);
      use({ address, images: count, height: paddedHeight, width: paddedWidth, channels, first });
    }
  } finally {
    engine.free(address);
  }
}
