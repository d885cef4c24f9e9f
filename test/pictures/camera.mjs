// Put into every page before its own code: the camera shows a drawn person instead of the browser's test picture, so
// that one can tell in the pictures who is seen. `bedsideLook` says whom; without it the camera stays as it is.
const size = { width: 640, height: 480 };
// Few, because every page that shows them is painted by the processor.
const framesPerSecond = 2;
const { mediaDevices } = navigator;
const look = window.bedsideLook;
if (mediaDevices !== undefined && look !== undefined) {
  const open = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = async (wanted) => {
    const stream = await open(wanted);
    for (const real of stream.getVideoTracks()) {
      const [drawn] = film(look).captureStream(framesPerSecond).getVideoTracks();
      const { deviceId } = real.getSettings();
      drawn.getSettings = () => ({ ...size, deviceId, facingMode: 'user' });
      stream.removeTrack(real);
      stream.addTrack(drawn);
      real.stop();
    }
    return stream;
  };
}

/** A canvas on which the person sways a little, so that there are frames. */
function film(person) {
  const canvas = Object.assign(document.createElement('canvas'), size);
  const pen = canvas.getContext('2d');
  pen.scale(size.width / 960, size.height / 720);
  const paint = () => {
    paintRoom(pen, person);
    paintPerson(pen, person, Math.sin(performance.now() / 900) * 5);
  };
  paint();
  setInterval(paint, 1000 / framesPerSecond);
  return canvas;
}

function paintRoom(pen, { wall, floor }) {
  box(pen, wall, [0, 0, 960, 720]);
  box(pen, '#ffffff55', [70, 60, 210, 280, 10]);
  box(pen, floor, [0, 610, 960, 110]);
  blob(pen, '#6f9d7c', [836, 470, 34, 110, 0.35]);
  blob(pen, '#5d8b6b', [880, 450, 32, 120, -0.2]);
  box(pen, '#b5805c', [812, 540, 96, 90, 14]);
}

function paintPerson(pen, { hair, skin, clothes, collar, isLongHaired }, sway) {
  const middle = 480 + sway;
  if (isLongHaired) box(pen, hair, [middle - 134, 200, 268, 330, 120]);
  box(pen, skin, [middle - 50, 400, 100, 140, 40]);
  box(pen, clothes, [240, 500, 480, 320, 130]);
  pen.fillStyle = collar;
  pen.beginPath();
  pen.moveTo(410, 502);
  pen.lineTo(480, 610);
  pen.lineTo(550, 502);
  pen.fill();
  blob(pen, skin, [middle, 315, 108, 138]);
  blob(pen, hair, [middle, 218, 118, 66]);
  for (const side of [-1, 1]) {
    blob(pen, hair, [middle + side * 104, 262, 24, 62, side * -0.2]);
    blob(pen, '#ffffff', [middle + side * 42, 318, 17, 11]);
    blob(pen, '#3a2c25', [middle + side * 42, 318, 9, 9]);
  }
  Object.assign(pen, { lineCap: 'round', lineWidth: 7, strokeStyle: '#8f4a45' });
  pen.beginPath();
  pen.arc(middle, 368, 38, 0.25, Math.PI - 0.25);
  pen.stroke();
}

function blob(pen, color, [x, y, width, height, turn = 0]) {
  pen.fillStyle = color;
  pen.beginPath();
  pen.ellipse(x, y, width, height, turn, 0, 2 * Math.PI);
  pen.fill();
}

function box(pen, color, [x, y, width, height, radius = 0]) {
  pen.fillStyle = color;
  pen.beginPath();
  pen.roundRect(x, y, width, height, radius);
  pen.fill();
}
