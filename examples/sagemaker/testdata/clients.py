"""Clients of the model server: python clients.py plain|sdk|toolkit|boto3 http://host:port

plain needs NumPy alone, the others what requirements.txt names. An exit status of 0 says
that every answer was right.
"""

import io
import json
import sys
import urllib.error
import urllib.request

import numpy as np

W = np.array([[1, 2], [3, 4], [5, 6]], dtype=float)  # the built-in model
B = np.array([0.5, -0.5])

rng = np.random.default_rng(1)
INPUTS = [
    rng.integers(-100, 100, (1, 3)).astype("<f8"),
    rng.integers(-100, 100, (75_000, 3)).astype("<f8"),
    rng.integers(-100, 100, (10, 3)).astype("<f4"),
    rng.integers(-100, 100, (10, 3)).astype(">f8"),
    rng.integers(-100, 100, (10, 3)).astype("<f2"),
    rng.integers(-100, 100, (10, 3)).astype("i1"),
    rng.integers(-100, 100, (10, 3)),
    np.asfortranarray(rng.integers(-100, 100, (10, 3)).astype("<f8")),
    rng.integers(-100, 100, 3).astype("<f8"),
]


def right(x, y, what):
    want = x.astype(float) @ W + B
    assert isinstance(y, np.ndarray), (what, type(y))
    assert y.shape == want.shape and y.dtype == want.dtype, (what, x.dtype, y.shape, y.dtype)
    assert np.array_equal(y, want), (what, x.dtype)


def plain(url):
    for x in INPUTS:
        body = io.BytesIO()
        np.save(body, x)
        with urllib.request.urlopen(url + "/invocations", data=body.getvalue(), timeout=20) as answer:
            assert answer.headers["Content-Type"] == "application/x-npy"
            right(x, np.load(io.BytesIO(answer.read())), "urllib")
    try:
        urllib.request.urlopen(url + "/invocations", data=b"x", timeout=20)
        raise AssertionError("rubbish was taken")
    except urllib.error.HTTPError as error:
        assert error.code == 415 and json.load(error)["status"] == 415
    return "NumPy " + np.__version__


def sdk(url):
    try:  # version 3 of the SDK
        from sagemaker.core.serializers.base import NumpySerializer
        from sagemaker.core.deserializers.base import NumpyDeserializer
        package = "sagemaker-core"
    except ImportError:  # version 2
        from sagemaker.serializers import NumpySerializer
        from sagemaker.deserializers import NumpyDeserializer
        package = "sagemaker"
    to, back = NumpySerializer(), NumpyDeserializer()
    for accept in (back.ACCEPT, ("application/json",)):
        for x in INPUTS:
            request = urllib.request.Request(
                url + "/invocations",
                data=to.serialize(x),
                headers={"Content-Type": to.CONTENT_TYPE, "Accept": ", ".join(accept)},
            )
            with urllib.request.urlopen(request, timeout=20) as answer:
                assert answer.headers["Content-Type"] == accept[0], answer.headers["Content-Type"]
                right(x, back.deserialize(answer, answer.headers["Content-Type"]), accept)
    return version(package)


def toolkit(url):
    from sagemaker_inference import content_types, decoder, encoder

    for x in INPUTS:
        request = urllib.request.Request(
            url + "/invocations",
            data=encoder.encode(x, content_types.NPY),
            headers={"Content-Type": content_types.NPY, "Accept": content_types.NPY},
        )
        with urllib.request.urlopen(request, timeout=20) as answer:
            right(x, decoder.decode(answer.read(), answer.headers["Content-Type"]), "toolkit")
    return version("sagemaker-inference")


def boto3(url):
    """SageMaker's runtime API puts requests at /endpoints/NAME/invocations; what is behind it at
    /invocations. A hook takes the prefix away, as the service does."""
    import boto3 as b3
    from botocore.config import Config
    from botocore.exceptions import ClientError

    client = b3.client(
        "sagemaker-runtime",
        endpoint_url=url,
        region_name="eu-central-1",
        aws_access_key_id="nobody",
        aws_secret_access_key="nothing",
        config=Config(retries={"max_attempts": 0}, read_timeout=20),
    )

    def unprefix(request, **_):
        request.url = request.url.replace("/endpoints/linear/invocations", "/invocations")

    client.meta.events.register("before-send.sagemaker-runtime.InvokeEndpoint", unprefix)
    for x in INPUTS:
        body = io.BytesIO()
        np.save(body, x)
        answer = client.invoke_endpoint(
            EndpointName="linear", Body=body.getvalue(), ContentType="application/x-npy", Accept="application/x-npy"
        )
        assert answer["ContentType"] == "application/x-npy", answer["ContentType"]
        right(x, np.load(io.BytesIO(answer["Body"].read())), "boto3")
    try:
        client.invoke_endpoint(EndpointName="linear", Body=b"1,2,3", ContentType="text/csv")
        raise AssertionError("CSV was taken")
    except ClientError as error:
        assert error.response["ResponseMetadata"]["HTTPStatusCode"] == 415, error.response
    return version("boto3")


def version(package):
    from importlib.metadata import version as of

    return package + " " + of(package)


if __name__ == "__main__":
    part = {"plain": plain, "sdk": sdk, "toolkit": toolkit, "boto3": boto3}[sys.argv[1]]
    print(part(sys.argv[2]))
