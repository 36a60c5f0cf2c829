package dev.heed.formats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heed.tensor.DType;
import dev.heed.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * NumPy itself reads what is written here. Needs {@code -Dheed.python=/usr/bin/python3} (one with
 * NumPy) and {@code -Dheed.excluded=}.
 */
@Tag("numpy")
class NumpyLiveTest {
  private final Path folder;

  NumpyLiveTest(@TempDir Path folder) {
    this.folder = folder;
  }

  /** Runs a script in {@link #folder}; it must print {@code ok} and nothing else. */
  private void python(String script) throws IOException, InterruptedException {
    String python = System.getProperty("heed.python", "");
    assertThat(python).as("-Dheed.python names a Python with NumPy").isNotEmpty();
    Process process =
        new ProcessBuilder(List.of(python, "-c", "import numpy as np\n" + script + "\nprint('ok')"))
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(output).isEqualTo("ok");
    assertThat(process.waitFor()).isZero();
  }

  private static Map<String, Tensor> arrays() {
    float[] floats = new float[24];
    double[] doubles = new double[24];
    byte[] flags = new byte[24];
    for (int i = 0; i < 24; i++) {
      floats[i] = i * 0.5f - 2;
      doubles[i] = i / 7.0;
      flags[i] = (byte) (i % 3 == 0 ? 1 : 0);
    }
    Map<String, Tensor> arrays = new LinkedHashMap<>();
    arrays.put("f4", Tensor.of(floats, 2, 3, 4));
    arrays.put("f8", Tensor.of(doubles, 4, 6));
    arrays.put("turned", Tensor.of(doubles, 4, 6).transpose());
    arrays.put("b1", Tensor.of(flags, 24));
    arrays.put("scalar", Tensor.of(new double[] {Math.PI}, new int[0]));
    arrays.put("f2", Tensor.of(new double[] {1 / 3.0, 65504, -0.0}, 3).to(DType.FLOAT16));
    arrays.put("i4", wholes());
    arrays.put("none", Tensor.of(new float[0], 0, 5));
    arrays.put("folder/größe", Tensor.of(new float[] {Float.NaN, Float.NEGATIVE_INFINITY}, 2));
    return arrays;
  }

  private static Tensor wholes() {
    return Tensor.of(new int[] {0, -1, Integer.MAX_VALUE, Integer.MIN_VALUE}, 2, 2);
  }

  private static final String EXPECTED =
      """
      expected = {
          "f4": (np.arange(24) * 0.5 - 2).astype("f4").reshape(2, 3, 4),
          "f8": (np.arange(24) / 7.0).reshape(4, 6),
          "turned": (np.arange(24) / 7.0).reshape(4, 6).T,
          "b1": np.arange(24) % 3 == 0,
          "scalar": np.array(np.pi),
          "f2": np.array([1 / 3, 65504, -0.0], "f2"),
          "i4": np.array([[0, -1], [2**31 - 1, -(2**31)]], "i4"),
          "none": np.zeros((0, 5), "f4"),
          "folder/größe": np.array([np.nan, -np.inf], "f4"),
      }
      def same(a, b):
          assert a.dtype == b.dtype and a.shape == b.shape, (a.dtype, b.dtype, a.shape, b.shape)
          assert a.tobytes() == b.tobytes()
      """;

  @Test
  void numpyReadsEveryArrayOfAnArchive() throws Exception {
    ArrayFile.write(folder.resolve("all.npz"), arrays());
    python(
        EXPECTED
            + """
            loaded = np.load("all.npz", allow_pickle=False)
            assert list(loaded) == list(expected), list(loaded)
            for name in expected:
                same(loaded[name], expected[name])
            import zipfile
            assert zipfile.ZipFile("all.npz").testzip() is None
            """);
  }

  @Test
  void npyFilesHaveTheBytesThatNumpySaves() throws Exception {
    int index = 0;
    for (Tensor tensor : arrays().values()) {
      ArrayFile.write(folder.resolve(index++ + ".npy"), Map.of("x", tensor));
    }
    python(
        EXPECTED
            + """
            import io
            for index, array in enumerate(expected.values()):
                saved = io.BytesIO()
                np.save(saved, np.array(array, order="C"))
                assert open(f"{index}.npy", "rb").read() == saved.getvalue(), index
                same(np.load(f"{index}.npy"), array)
            """);
  }

  @Test
  void aSafetensorsFileIsWhatItsDescriptionSays() throws Exception {
    Map<String, Tensor> arrays = arrays();
    SafetensorsFile.write(folder.resolve("a.safetensors"), arrays, Map.of("by", "größe \n"));
    python(
        EXPECTED
            + """
            import json, struct
            data = open("a.safetensors", "rb").read()
            (length,) = struct.unpack("<Q", data[:8])
            assert length % 8 == 0
            header = json.loads(data[8 : 8 + length])
            assert header.pop("__metadata__") == {"by": "größe \\n"}
            assert header.keys() == expected.keys(), header.keys()
            types = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "I32": "<i4", "BOOL": "?"}
            end = 0
            for name, entry in header.items():
                begin, end = entry["data_offsets"][0], entry["data_offsets"][1]
                raw = np.frombuffer(data[8 + length + begin : 8 + length + end],
                                    types[entry["dtype"]])
                same(raw.reshape(entry["shape"]), expected[name])
            assert 8 + length + end == len(data)
            """);
  }

  @Test
  void whatNumpySavesIsReadBitForBit() throws Exception {
    python(
        EXPECTED
            + """
            np.savez_compressed("theirs.npz", **expected)
            """);
    Map<String, Tensor> theirs = ArrayFile.read(folder.resolve("theirs.npz"));
    Map<String, Tensor> ours = arrays();
    assertThat(theirs.keySet()).containsExactlyElementsOf(ours.keySet());
    for (var entry : ours.entrySet()) {
      Tensor tensor = Fixtures.array(theirs, entry.getKey());
      DType dtype = entry.getValue().dtype();
      assertThat(tensor.dtype()).isEqualTo(dtype == DType.INT32 ? DType.FLOAT64 : dtype);
      assertThat(tensor.shape()).isEqualTo(entry.getValue().shape());
      assertThat(tensor.toDoubleArray()).containsExactly(entry.getValue().toDoubleArray());
    }
  }

  @Test
  void int32IsTextWithoutAPoint() throws Exception {
    ArrayFile.write(folder.resolve("a.csv"), Map.of("x", wholes()));
    ArrayFile.write(folder.resolve("a.json"), Map.of("x", wholes()));
    python(
        EXPECTED
            + """
            import json
            np.savetxt("theirs.csv", expected["i4"], fmt="%d", delimiter=",")
            assert open("a.csv").read() == open("theirs.csv").read()
            ours = json.load(open("a.json"))
            assert repr(ours) == repr({"x": expected["i4"].tolist()}), ours
            """);
  }

  @Test
  void numpyReadsCsvExactly() throws Exception {
    ArrayFile.write(folder.resolve("a.csv"), Map.of("x", Tensor.of(new double[][] {{1 / 3.0, 2}})));
    python(
        """
        assert np.loadtxt("a.csv", delimiter=",").tolist() == [1 / 3, 2]
        np.savetxt("theirs.txt", np.arange(6).reshape(2, 3) / 7)
        """);
    Tensor theirs = ArrayFile.read(folder.resolve("theirs.txt")).firstEntry().getValue();
    assertThat(theirs.get(1, 2)).isEqualTo(5 / 7.0);
    assertThat(Files.exists(folder.resolve("a.csv"))).isTrue();
  }
}
