/**
 * Socket.IO as its documentation shows it: a room, joined on request and published to by an event. Over WebSocket, which
 * is what the load speaks; with `--recovery`, connection state recovery keeps what was sent for two minutes, its default.
 */
import { createServer } from "node:http";
import { Server } from "socket.io";
import { announce, HOST, isRecovering, watchLoop } from "./serving.js";

const http = createServer();
const io = new Server(http, isRecovering ? { connectionStateRecovery: {} } : {});

io.on("connection", (socket) => {
  socket.on("subscribe", (room, done) => {
    socket.join(room);
    done();
  });
  socket.on("publish", (room, data) => io.to(room).emit("message", data));
});
watchLoop();
http.listen(0, HOST, () => announce(http.address().port));
