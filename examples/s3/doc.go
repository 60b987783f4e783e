/*
Package s3 shows how arrays in an S3 bucket are read in parts: by way of minio-go, of
aws-sdk-go-v2, or of presigned URLs, which need no SDK to be read.

	object, err := s3.OpenAWS(ctx, client, "bucket", "rows.npy")   // or OpenMinio
	array, err := npy.NewFile(object, object.Size())
	rows, err := npy.ReadRows[float32](array, 1000, 1100)

	file, err := s3.OpenPresigned(ctx, s3.PresignAWS(client, "bucket", "model.npz", time.Hour))
	archive, err := npz.NewReader(file, file.Size())
	weights, err := npz.Read[float32](archive, "weights")

An [Object] makes one request for each ReadAt and ReadRange, demands the ETag
that it had when it was opened, and takes no other bytes than it asked for. What remote.File does besides, caching and going on
after failures, it leaves to the SDK, or to the program that copies this.
*/
package s3
