import type { PipeTransport, Producer } from 'mediasoup/types';
import type { OrderLine } from './order-line.ts';

type Pipe = { producer: Producer; pipe: PipeTransport; orders: OrderLine; onClosed: () => void };

/** A source may be paused and resumed at once, only to get a key frame of it. */
const calmMs = 20;

/** Brings a source to the other node, which is then told whenever it is muted. */
export async function pipeSource({ producer, pipe, orders, onClosed }: Pipe): Promise<void> {
  const { id: producerId, kind } = producer;
  const consumer = await pipe.consume({ producerId });
  consumer.on('producerclose', onClosed);
  let toldPaused = producer.paused;
  try {
    const rtpParameters = { ...consumer.rtpParameters };
    await orders.send({ order: 'source:open', producerId, kind, rtpParameters, isPaused: toldPaused });
  } catch (error) {
    consumer.close();
    throw error;
  }
  let calm: NodeJS.Timeout | undefined;
  const tell = () => {
    if (producer.paused === toldPaused || consumer.closed) return;
    toldPaused = producer.paused;
    orders.tell({ order: 'source:pause', producerId, isPaused: toldPaused });
  };
  const tellSoon = () => {
    clearTimeout(calm);
    calm = setTimeout(tell, calmMs).unref();
  };
  consumer.on('producerpause', tellSoon);
  consumer.on('producerresume', tellSoon);
  // While it was brought there.
  tell();
}
