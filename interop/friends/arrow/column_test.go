package arrow_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	arrowgo "github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/npygo/npygo/interop/friends/arrow"
	"github.com/npygo/npygo/interop/friends/internal/py"
	"github.com/npygo/npygo/npy"
)

func TestColumnSharesMemory(t *testing.T) {
	for _, shape := range [][]int{{5}, {3, 4}, {2, 3, 4}, {4, 1, 1}} {
		a := counting[float64](false, shape...)
		field, column, err := arrow.Column("x", a)
		if err != nil {
			t.Fatal(err)
		}
		if column.Len() != shape[0] || !arrowgo.TypeEqual(field.Type, column.DataType()) {
			t.Errorf("shape %v: %d rows of %v in a field of %v", shape, column.Len(), column.DataType(), field.Type)
		}
		elements := column
		if list, ok := column.(*array.FixedSizeList); ok {
			elements = list.ListValues()
			if err := list.ValidateFull(); err != nil {
				t.Errorf("shape %v: %v", shape, err)
			}
		}
		if &elements.(*array.Float64).Float64Values()[0] != &a.Data[0] {
			t.Errorf("shape %v: the elements were copied into the column", shape)
		}
		back, err := arrow.FromColumn[float64](field, column)
		if err != nil || !back.Equal(a) || &back.Data[0] != &a.Data[0] {
			t.Errorf("shape %v comes back as %v, %v, or copied", shape, back, err)
		}
	}
}

func TestColumnOfFortranOrder(t *testing.T) {
	a := counting[int64](true, 2, 3, 2)
	field, column, err := arrow.Column("x", a)
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(column); got != "[[0 6 2 8 4 10] [1 7 3 9 5 11]]" {
		t.Errorf("the rows are %s", got)
	}
	if back, err := arrow.FromColumn[int64](field, column); err != nil || !back.Equal(a) {
		t.Errorf("comes back as %v, %v", back, err)
	}
}

// Rows that were cut out of a longer column; the lists may be nested, and bear no mark.
func TestFromColumnSlices(t *testing.T) {
	b := array.NewFixedSizeListBuilder(memory.DefaultAllocator, 2, arrowgo.FixedSizeListOf(3, arrowgo.PrimitiveTypes.Int16))
	inner := b.ValueBuilder().(*array.FixedSizeListBuilder)
	elements := inner.ValueBuilder().(*array.Int16Builder)
	for i := range 4 {
		b.Append(true)
		for j := range 2 {
			inner.Append(true)
			for k := range 3 {
				elements.Append(int16(100*i + 10*j + k))
			}
		}
	}
	whole := b.NewArray()
	a, err := arrow.FromColumn[int16](arrowgo.Field{Name: "x"}, array.NewSlice(whole, 1, 3))
	want := []int16{100, 101, 102, 110, 111, 112, 200, 201, 202, 210, 211, 212}
	if err != nil || !slices.Equal(a.Shape, []int{2, 2, 3}) || !slices.Equal(a.Data, want) {
		t.Errorf("%v, %v", a, err)
	}
	if cap(a.Data) != len(a.Data) {
		t.Error("an append to the array would overwrite the column's next row")
	}
}

func TestColumnRefuses(t *testing.T) {
	for _, a := range []npy.Array[int8]{
		{Data: []int8{1}, Shape: []int{}},
		{Shape: []int{0, 3}},
		{Shape: []int{3, 0}},
		{Data: []int8{1}, Shape: []int{2}},
	} {
		if _, column, err := arrow.Column("x", a); err == nil || column != nil {
			t.Errorf("shape %v of %d elements: %v, %v", a.Shape, len(a.Data), column, err)
		}
	}
}

func TestFromColumnRefuses(t *testing.T) {
	b := array.NewInt64Builder(memory.DefaultAllocator)
	b.AppendValues([]int64{1, 2, 3, 4}, []bool{true, true, false, true})
	nulls := b.NewArray()
	plain := arrowgo.Field{Name: "x", Type: arrowgo.PrimitiveTypes.Int64, Nullable: true}
	field, rows, err := arrow.Column("x", counting[int64](false, 2, 2))
	if err != nil {
		t.Fatal(err)
	}
	marked := func(text string) arrowgo.Field {
		f := field
		f.Metadata = arrowgo.NewMetadata([]string{"ARROW:extension:name", "ARROW:extension:metadata"}, []string{"arrow.fixed_shape_tensor", text})
		return f
	}
	short := array.MakeFromData(array.NewData(rows.DataType(), 3, []*memory.Buffer{nil}, rows.Data().Children(), 0, 0))
	for _, c := range []struct {
		why    string
		field  arrowgo.Field
		column arrowgo.Array
	}{
		{"element 2 is null", plain, nulls},
		{"element 0 is null", plain, array.NewSlice(nulls, 2, 4)},
		{"reach beyond", field, short},
		{"permuted", marked(`{"shape":[2,1],"permutation":[1,0]}`), rows},
		{"the shape [3]", marked(`{"shape":[3]}`), rows},
		{"ARROW:extension:metadata", marked(`shape`), rows},
	} {
		a, err := arrow.FromColumn[int64](c.field, c.column)
		if err == nil || !strings.Contains(err.Error(), c.why) || a.Data != nil {
			t.Errorf("%s: %v, %v", c.why, a, err)
		}
	}
	if _, err := arrow.FromColumn[int32](field, rows); err == nil || !strings.Contains(err.Error(), "int64, not int32") {
		t.Errorf("int64 as int32: %v", err)
	}
	if a, err := arrow.FromColumn[int64](plain, array.NewSlice(nulls, 0, 2)); err != nil || a.Len() != 2 {
		t.Errorf("nulls outside of the slice: %v, %v", a, err)
	}
}

func TestPyarrow(t *testing.T) {
	a := counting[float32](false, 3, 2, 4)
	field, column, err := arrow.Column("x", a)
	if err != nil {
		t.Fatal(err)
	}
	file := py.File(t, stream(t, field, column))
	got := py.Run(t, "import numpy as np, pyarrow as pa", `
table = pa.ipc.open_stream(sys.argv[1]).read_all()
chunk = table["x"].combine_chunks()
a = chunk.to_numpy_ndarray()
print(type(chunk).__name__, a.dtype.str, a.shape, a.ravel().tolist() == list(range(24)))
x = np.arange(30, dtype="<i8").reshape(5, 3, 2)
out = pa.table({"y": pa.FixedShapeTensorArray.from_numpy_ndarray(x)}).slice(1, 3)
with pa.ipc.new_stream(sys.argv[1], out.schema) as w:
    w.write_table(out)
`, file)
	if got != "FixedShapeTensorArray <f4 (3, 2, 4) True" {
		t.Errorf("pyarrow reads %s", got)
	}

	r, err := ipc.NewReader(bytes.NewReader(py.Bytes(t, file)))
	if err != nil {
		t.Fatal(err)
	}
	if !r.Next() {
		t.Fatal(r.Err())
	}
	record := r.RecordBatch()
	back, err := arrow.FromColumn[int64](record.Schema().Field(0), record.Column(0))
	if err != nil || !slices.Equal(back.Shape, []int{3, 3, 2}) || back.Data[0] != 6 || back.At(2, 2, 1) != 23 {
		t.Errorf("pyarrow's rows 1 to 3: %v, %v", back, err)
	}
}

func stream(t *testing.T, field arrowgo.Field, column arrowgo.Array) []byte {
	t.Helper()
	schema := arrowgo.NewSchema([]arrowgo.Field{field}, nil)
	var b bytes.Buffer
	w := ipc.NewWriter(&b, ipc.WithSchema(schema))
	if err := w.Write(array.NewRecordBatch(schema, []arrowgo.Array{column}, int64(column.Len()))); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
