// On the phone: what is larger than a screen need not travel, and where it was taken stays there.
const LONGEST = 1600;
const SMALL = 200;
const SHRUNK = /^image\/(?!svg|gif)/;

async function drawn(file, longest) {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, longest / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return canvas;
}

const blobOf = (canvas, type, quality) => new Promise((done) => { canvas.toBlob(done, type, quality); });

// The photo as it will travel; anything else, and what this browser cannot read, as it is. `always`: even if it weighs more.
export async function shrunk(file, always = false) {
  if (!SHRUNK.test(file.type)) return file;
  try {
    const canvas = await drawn(file, LONGEST);
    const blob = await blobOf(canvas, "image/webp", 0.82);
    const made = blob?.type === "image/webp" || file.type === "image/png" ? blob : await blobOf(canvas, "image/jpeg", 0.85);
    return made && (always || made.size < file.size) ? new File([made], file.name, { type: made.type }) : file;
  } catch {
    return file; // the server reads more kinds than this browser
  }
}

// A small image of a photo that is here only, as an address; "" when this browser cannot read it.
export async function thumbnail(file) {
  if (!SHRUNK.test(file.type)) return "";
  return drawn(file, SMALL).then((canvas) => canvas.toDataURL("image/jpeg", 0.7), () => "");
}
