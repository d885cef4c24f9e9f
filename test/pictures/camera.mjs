// Put into every page before its own code: the camera shows a drawn person instead of the browser's test picture, so
// that one can tell in the pictures who is seen. `bedsideLook` says whom; without it the camera stays as it is.
const { mediaDevices } = navigator;
const look = window.bedsideLook;
if (mediaDevices !== undefined && look !== undefined) {
  const open = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = async (wanted) => {
    const stream = await open(wanted);
    for (const real of stream.getVideoTracks()) {
      const [drawn] = draw(look).captureStream(5).getVideoTracks();
      const { deviceId } = real.getSettings();
      drawn.getSettings = () => ({ deviceId, width: 640, height: 480, facingMode: 'user' });
      stream.removeTrack(real);
      stream.addTrack(drawn);
      real.stop();
    }
    return stream;
  };
}

function draw({ wall, floor, hair, skin, clothes, collar, isLongHaired }) {
  const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 480 });
  const pen = canvas.getContext('2d');
  pen.scale(canvas.width / 960, canvas.height / 720);
  const blob = (color, x, y, rx, ry, turn = 0) => {
    pen.fillStyle = color;
    pen.beginPath();
    pen.ellipse(x, y, rx, ry, turn, 0, 2 * Math.PI);
    pen.fill();
  };
  const box = (color, x, y, width, height, radius) => {
    pen.fillStyle = color;
    pen.beginPath();
    pen.roundRect(x, y, width, height, radius);
    pen.fill();
  };
  const paint = () => {
    const sway = Math.sin(performance.now() / 900) * 5;
    box(wall, 0, 0, 960, 720, 0);
    box('#ffffff55', 70, 60, 210, 280, 10);
    box(floor, 0, 610, 960, 110, 0);
    blob('#6f9d7c', 836, 470, 34, 110, 0.35);
    blob('#5d8b6b', 880, 450, 32, 120, -0.2);
    box('#b5805c', 812, 540, 96, 90, 14);
    if (isLongHaired) box(hair, 346 + sway, 200, 268, 330, 120);
    box(skin, 430 + sway, 400, 100, 140, 40);
    box(clothes, 240, 500, 480, 320, 130);
    pen.fillStyle = collar;
    pen.beginPath();
    pen.moveTo(410, 502);
    pen.lineTo(480, 610);
    pen.lineTo(550, 502);
    pen.fill();
    blob(skin, 480 + sway, 315, 108, 138);
    blob(hair, 480 + sway, 218, 118, 66);
    for (const side of [-1, 1]) {
      blob(hair, 480 + sway + side * 104, 262, 24, 62, side * -0.2);
      blob('#ffffff', 480 + sway + side * 42, 318, 17, 11);
      blob('#3a2c25', 480 + sway + side * 42, 318, 9, 9);
    }
    pen.lineCap = 'round';
    pen.lineWidth = 7;
    pen.strokeStyle = '#8f4a45';
    pen.beginPath();
    pen.arc(480 + sway, 368, 38, 0.25, Math.PI - 0.25);
    pen.stroke();
  };
  paint();
  setInterval(paint, 200);
  return canvas;
}
