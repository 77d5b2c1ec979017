"""Lists, watches and cancels a run as somebody does who has the .proto files, or only a coordinator's reflection service.

usage: client.py generated|reflected RUN_ID ADDRESS...

Asks every coordinator for its list; watches at the last one; cancels wherever that is answered. Says when it watches, and
prints what it saw as JSON.
"""

import json
import sys

import grpc

service = "troupe.v1.RunService"
deadline_s = 20


class Generated:
    """With the modules that grpcio-tools writes, on PYTHONPATH."""

    def __init__(self, channel):
        from troupe.v1 import run_pb2, run_pb2_grpc

        self.messages = run_pb2
        self.stub = run_pb2_grpc.RunServiceStub(channel)

    def call(self, method, **fields):
        request = getattr(self.messages, f"{method}Request")(**fields)
        return getattr(self.stub, method)(request, timeout=deadline_s)


class Reflected:
    """With what the coordinator says of itself."""

    def __init__(self, channel):
        from google.protobuf.descriptor_pool import DescriptorPool
        from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase

        database = ProtoReflectionDescriptorDatabase(channel)
        assert service in database.get_services(), database.get_services()
        self.methods = DescriptorPool(database).FindServiceByName(service).methods_by_name
        self.channel = channel

    def call(self, method, **fields):
        from google.protobuf.message_factory import GetMessageClass

        described = self.methods[method]
        request = GetMessageClass(described.input_type)(**fields)
        answer = GetMessageClass(described.output_type)
        kind = self.channel.unary_stream if described.server_streaming else self.channel.unary_unary
        invoke = kind(
            f"/{service}/{method}",
            request_serializer=lambda message: message.SerializeToString(),
            response_deserializer=answer.FromString,
        )
        return invoke(request, timeout=deadline_s)


def run_ids(client, revision):
    """As new as that. One that is behind for longer than a second answers UNAVAILABLE, and is asked again."""
    for _ in range(deadline_s):
        try:
            return [run.run_id for run in client.call("ListRuns", pipeline="stubborn", at_least=revision).runs]
        except grpc.RpcError as error:
            if error.code() != grpc.StatusCode.UNAVAILABLE:
                raise
    raise SystemExit("its list is behind")


def cancel(clients, run_id):
    """Only the leader cancels; the others answer UNAVAILABLE, and say in the details who leads."""
    for client in clients:
        try:
            return client.call("CancelRun", run_id=run_id, reason="enough, says Python")
        except grpc.RpcError as error:
            if error.code() != grpc.StatusCode.UNAVAILABLE:
                raise
    raise SystemExit("nobody leads")


def main(how, run_id, *addresses):
    kinds = {"generated": Generated, "reflected": Reflected}
    clients = [kinds[how](grpc.insecure_channel(address)) for address in addresses]
    revision = clients[0].call("GetRun", run_id=run_id).revision
    listed = [run_ids(client, revision) for client in clients]
    watched = clients[-1].call("WatchRun", run_id=run_id)
    first = next(watched)
    cancel(clients, run_id)
    rest = list(watched)
    states = [item.event.run.state for item in rest if item.event.HasField("run")]
    print(
        json.dumps(
            {
                "listed": listed,
                "began": first.WhichOneof("item"),
                "sequences": [item.event.sequence for item in rest if item.WhichOneof("item") == "event"],
                "from": first.snapshot.run.sequence,
                "last": rest[-1].event.type,
                "state": states[-1] if states else None,
            }
        )
    )


main(*sys.argv[1:])
